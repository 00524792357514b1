// Passkeys as a browser brings them, from a device made of OpenSSL's keys; and every way in which they are not right.
#include <gmock/gmock.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <memory>
#include <random>

#include "accounts/tests/world.h"
#include "base/crypto.h"

namespace khuyenhoc::accounts {

namespace {

using ::testing::IsEmpty;

const Site home{"hoc.example.vn", "https://hoc.example.vn"};
const Origin phone{"10.0.0.1", "", "Mozilla/5.0 (Linux; Android 10) Chrome/130.0 Mobile Safari/537.36"};
constexpr std::int64_t minute = 60'000;
constexpr unsigned char present = 0x01, verified = 0x04, attested = 0x40;

std::string be(std::uint64_t value, int size) {
    std::string out;
    for (int i = size - 1; i >= 0; --i) out += static_cast<char>(value >> (8 * i));
    return out;
}
std::string cbor_bytes(const std::string& bytes) { return (bytes.size() < 256 ? "\x58" + be(bytes.size(), 1) : "\x59" + be(bytes.size(), 2)) + bytes; }

std::string number_of(EVP_PKEY* key, const char* name, int size) {
    BIGNUM* number = nullptr;
    check(EVP_PKEY_get_bn_param(key, name, &number) == 1, "a key has its numbers");
    std::string out(static_cast<std::size_t>(size), '\0');
    check(BN_bn2binpad(number, reinterpret_cast<unsigned char*>(out.data()), size) == size, "a number fits");
    BN_free(number);
    return out;
}

std::string client_data(std::string_view type, std::string_view challenge, std::string_view origin = home.origin, std::string_view more = "") {
    return R"({"type":")" + std::string(type) + R"(","challenge":")" + std::string(challenge) + R"(","origin":")" + std::string(origin) + R"(","crossOrigin":false)" + std::string(more) + "}";
}

/// A telephone with one passkey in it.
class Device {
public:
    explicit Device(bool is_rsa = false)
        : is_rsa_(is_rsa), key_(is_rsa ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256"), &EVP_PKEY_free), credential(random_bytes(32)) {}

    std::string data(const std::string& host, unsigned char flags, std::uint32_t count, bool is_new = false) const {
        std::string out = sha256(host) + static_cast<char>(flags) + be(count, 4);
        if (is_new) out += std::string(16, '\0') + be(credential.size(), 2) + credential + cose();
        return out;
    }
    std::string made(const std::string& host = home.host, unsigned char flags = present | verified | attested, std::uint32_t count = 1) const { return data(host, flags, count, true); }
    std::string sign(const std::string& authenticator_data, const std::string& said) const {
        const std::string all = authenticator_data + sha256(said);
        const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
        std::string signature(512, '\0');
        std::size_t size = signature.size();
        check(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1 &&
                  EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, reinterpret_cast<const unsigned char*>(all.data()), all.size()) == 1,
              "a device signs");
        signature.resize(size);
        return signature;
    }

private:
    std::string cose() const {
        if (is_rsa_)
            return std::string("\xa4\x01\x03\x03\x39\x01\x00", 7) + "\x20" + cbor_bytes(number_of(key_.get(), OSSL_PKEY_PARAM_RSA_N, 256)) + "\x21\x43" + number_of(key_.get(), OSSL_PKEY_PARAM_RSA_E, 3);
        return std::string("\xa5\x01\x02\x03\x26\x20\x01", 7) + "\x21" + cbor_bytes(number_of(key_.get(), OSSL_PKEY_PARAM_EC_PUB_X, 32)) + "\x22" + cbor_bytes(number_of(key_.get(), OSSL_PKEY_PARAM_EC_PUB_Y, 32));
    }
    bool is_rsa_;
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;

public:
    std::string credential;
};

template <class T>
std::string code_of(const Result<T>& result) { return result ? "" : result.error().code; }

/// Somebody who is signed in, and a device.
struct Holder : World {
    SignedIn in = enter("chihoi", Role::hamlet_head, {{"place_id", ban_bo}});
    Device device;

    std::shared_ptr<const Standing> who() { return accounts.standing(in.token); }
    std::string asked() { return accounts.begin_passkey(*who(), good_password, phone)->challenge; }
    std::string keep(const std::string& said, const std::string& data, const Site& site = home) { return code_of(accounts.keep_passkey(*who(), site, said, data)); }
    void add() { ASSERT_EQ(keep(client_data("webauthn.create", asked()), device.made()), ""); }
    std::string use(const std::string& said, const std::string& data, const Site& site = home) {
        return code_of(accounts.sign_in_passkey(site, {device.credential, said, data, device.sign(data, said)}, phone));
    }
    std::string ask() { return *accounts.ask_passkey(phone); }
    std::string use_with(std::uint32_t count) { return use(client_data("webauthn.get", ask()), device.data(home.host, present | verified, count)); }
};

}  // namespace

TEST(Passkey, is_known_at_a_name_over_an_encrypted_line_or_on_this_machine) {
    EXPECT_EQ(site_of("hoc.example.vn:8443", true)->origin, "https://hoc.example.vn:8443");
    EXPECT_EQ(site_of("hoc.example.vn:8443", true)->host, "hoc.example.vn");
    EXPECT_EQ(site_of("localhost:8080", false)->origin, "http://localhost:8080");
    for (const auto* host : {"127.0.0.1:8080", "10.1.2.3", "[::1]:8080", "[::1]", ""}) EXPECT_FALSE(site_of(host, true)) << host;
    EXPECT_FALSE(site_of("hoc.example.vn", false));
}

TEST(Passkey, answers_only_what_was_asked_here) {
    EXPECT_EQ(challenge_in(client_data("webauthn.get", "abc"), "webauthn.get", home), "abc");
    EXPECT_FALSE(challenge_in(client_data("webauthn.create", "abc"), "webauthn.get", home));
    for (const auto* origin : {"https://hoc.example.vn.evil.example", "http://hoc.example.vn", "https://hoc.example.vn:444", "null", ""})
        EXPECT_FALSE(challenge_in(client_data("webauthn.get", "abc", origin), "webauthn.get", home)) << origin;
    EXPECT_FALSE(challenge_in(client_data("webauthn.get", "abc", home.origin, R"(,"topOrigin":"https://evil.example")"), "webauthn.get", home));
    EXPECT_FALSE(challenge_in(R"({"type":"webauthn.get","challenge":"abc","origin":"https://hoc.example.vn","crossOrigin":true})", "webauthn.get", home));
    for (const auto* said : {"", "[]", "null", "{", R"({"type":1})"}) EXPECT_FALSE(challenge_in(said, "webauthn.get", home)) << said;
}

TEST(Passkey, signs_in_with_both_kinds_of_key) {
    for (const bool is_rsa : {false, true}) {
        const Device device(is_rsa);
        const auto made = new_passkey(device.made(), "{}", home);
        ASSERT_TRUE(made) << is_rsa;
        EXPECT_EQ(made->algorithm, is_rsa ? -257 : -7);
        EXPECT_EQ(made->credential, device.credential);
        const auto data = device.data(home.host, present | verified, 7);
        EXPECT_EQ(signed_count(*made, data, "said", device.sign(data, "said"), home), 7);
    }
}

TEST(Passkey, is_refused_when_anything_of_its_signature_is_another) {
    for (const bool is_rsa : {false, true}) {
        const Device device(is_rsa), other(is_rsa);
        const auto made = *new_passkey(device.made(), "{}", home);
        const auto data = device.data(home.host, present | verified, 7);
        const auto signature = device.sign(data, "said");
        EXPECT_FALSE(signed_count(made, data, "said otherwise", signature, home));
        EXPECT_FALSE(signed_count(made, data, "said", other.sign(data, "said"), home));
        EXPECT_FALSE(signed_count(made, data, "said", "", home));
        EXPECT_FALSE(signed_count(made, data, "said", signature, {"evil.example", "https://evil.example"}));
        for (const int flags : {0, int{present}, int{verified}}) {
            const auto unknown = device.data(home.host, static_cast<unsigned char>(flags), 7);
            EXPECT_FALSE(signed_count(made, unknown, "said", device.sign(unknown, "said"), home)) << flags;
        }
        for (std::size_t i = 0; i < signature.size(); i += 7) {
            auto changed = signature;
            changed[i] = static_cast<char>(changed[i] ^ 1);
            EXPECT_FALSE(signed_count(made, data, "said", changed, home)) << i;
        }
        for (std::size_t i = 0; i < data.size(); ++i) {
            auto changed = data;
            changed[i] = static_cast<char>(changed[i] ^ 1);
            EXPECT_FALSE(signed_count(made, changed, "said", signature, home)) << i;
        }
    }
}

TEST(Passkey, is_not_made_for_another_host_nor_without_its_holder_nor_of_rubbish) {
    const Device device;
    EXPECT_FALSE(new_passkey(device.made("evil.example"), "{}", home));
    for (const int flags : {0, present | attested, verified | attested, present | verified}) EXPECT_FALSE(new_passkey(device.made(home.host, static_cast<unsigned char>(flags)), "{}", home)) << flags;
    const auto made = device.made();
    for (std::size_t size = 0; size < made.size(); ++size) EXPECT_FALSE(new_passkey(made.substr(0, size), "{}", home)) << size;
    std::mt19937 draw(7);
    for (int i = 0; i < 2'000; ++i) {
        auto rubbish = made.substr(0, 37) + random_bytes(draw() % 200);
        EXPECT_FALSE(new_passkey(rubbish, "{}", home));
        rubbish[32] = static_cast<char>(draw());
        (void)new_passkey(rubbish, "{}", home);
    }
}

TEST(Passkey, added_by_its_holder_signs_in_and_is_told) {
    Holder w;
    EXPECT_EQ(code_of(w.accounts.begin_passkey(*w.who(), "con gà trống choai", phone)), "accounts.password_wrong");
    w.add();
    EXPECT_EQ(w.accounts.passkeys(*w.who()).size(), 1u);
    EXPECT_EQ(w.accounts.events(*w.who()).front().at("kind"), "passkey_added");
    EXPECT_EQ(w.use_with(2), "");
    EXPECT_EQ(w.use_with(3), "");
    EXPECT_FALSE(w.accounts.passkeys(*w.who()).front().at("used").is_null());
}

TEST(Passkey, answers_each_challenge_once_in_time_and_for_whom_it_was) {
    Holder w;
    const auto challenge = w.asked();
    w.now += 6 * minute;
    EXPECT_EQ(w.keep(client_data("webauthn.create", challenge), w.device.made()), "accounts.passkey_over");
    EXPECT_EQ(w.keep(client_data("webauthn.create", w.ask()), w.device.made()), "accounts.passkey_over") << "a challenge for signing in";
    EXPECT_EQ(w.keep(client_data("webauthn.get", w.asked()), w.device.made()), "accounts.passkey_wrong");
    w.add();
    EXPECT_EQ(w.keep(client_data("webauthn.create", w.asked()), w.device.made()), "accounts.passkey_wrong") << "twice the same";
    const auto said = client_data("webauthn.get", w.ask());
    EXPECT_EQ(w.use(said, w.device.data(home.host, present | verified, 2)), "");
    EXPECT_EQ(w.use(said, w.device.data(home.host, present | verified, 3)), "accounts.passkey_over") << "again";
    EXPECT_EQ(w.use(client_data("webauthn.get", "AAAA"), w.device.data(home.host, present | verified, 3)), "accounts.passkey_over") << "never asked";
    EXPECT_EQ(w.use(client_data("webauthn.get", w.asked()), w.device.data(home.host, present | verified, 3)), "accounts.passkey_over") << "a challenge for adding";
    EXPECT_EQ(w.use(client_data("webauthn.get", w.ask(), "https://evil.example"), w.device.data(home.host, present | verified, 3)), "accounts.passkey_unknown");
    EXPECT_EQ(w.use(client_data("webauthn.get", w.ask()), w.device.data(home.host, present, 3)), "accounts.passkey_unknown");
}

TEST(Passkey, that_counts_back_is_refused_and_told) {
    Holder w;
    w.add();
    EXPECT_EQ(w.use_with(9), "");
    EXPECT_EQ(w.use_with(9), "accounts.passkey_unknown");
    EXPECT_EQ(w.use_with(8), "accounts.passkey_unknown");
    EXPECT_EQ(w.accounts.events(*w.who()).front().at("kind"), "passkey_copied");
    EXPECT_EQ(w.use_with(10), "");
    EXPECT_FALSE(is_copied(0, 0)) << "a device that does not count";
}

TEST(Passkey, opens_an_account_with_a_second_factor_since_it_is_two) {
    Holder w;
    w.add();
    w.store->writer().connection.run("INSERT INTO account_totp(account_id, secret_sealed, is_confirmed, last_step) VALUES ($1, 'x', 1, 0)", {w.who()->account});
    EXPECT_EQ(w.use_with(2), "");
}

TEST(Passkey, opens_nothing_once_removed_reset_in_person_or_the_account_closed) {
    for (int way = 0; way < 3; ++way) {
        Holder w;
        w.add();
        const auto account = w.who()->account;
        if (way == 0) {
            EXPECT_EQ(code_of(w.accounts.drop_passkey(*w.who(), 7)), "accounts.no_passkey");
            EXPECT_EQ(code_of(w.accounts.drop_passkey(*w.who(), w.accounts.passkeys(*w.who()).front().at("passkey_id").as_int64())), "");
        } else if (way == 1) {
            ASSERT_TRUE(w.accounts.use_code(w.accounts.make_code(account, false).code, account, "nương ngô xanh bên suối", phone));
        } else {
            w.must("accounts.close", {{"account_id", account}});
        }
        EXPECT_EQ(w.use_with(2), "accounts.passkey_unknown") << way;
        EXPECT_EQ(w.store->reader()->query_integer("SELECT count(*) FROM account_passkey", {}), 0) << way;
    }
}

TEST(Passkey, is_kept_when_the_holder_changes_the_password) {
    Holder w;
    w.add();
    ASSERT_TRUE(w.accounts.change_password(*w.who(), good_password, "nương ngô xanh bên suối", phone));
    EXPECT_EQ(w.use_with(2), "");
}

TEST(Passkey, asked_for_without_end_is_slowed_and_leaves_nothing_behind) {
    Holder w;
    int let = 0;
    while (let < 100 && w.accounts.ask_passkey({"203.0.113.5", "", ""})) ++let;
    EXPECT_LE(let, Throttle::of_account.most);
    w.now += 6 * minute;
    w.accounts.tidy();
    EXPECT_EQ(w.store->reader()->query_integer("SELECT count(*) FROM passkey_challenge", {}), 0);
}

TEST(Passkey, there_are_ten_at_most) {
    Holder w;
    for (int i = 0; i < 10; ++i) {
        w.device = Device();
        w.add();
    }
    EXPECT_EQ(code_of(w.accounts.begin_passkey(*w.who(), good_password, phone)), "accounts.passkeys_full");
}

}  // namespace khuyenhoc::accounts
