// Signing in, sessions, codes and second factors against a store.
#include <ctime>
#include <limits>
#include <thread>

#include "accounts/password.h"
#include "accounts/tests/world.h"
#include "accounts/throttle.h"
#include "accounts/totp.h"

namespace khuyenhoc::accounts {

namespace {

constexpr std::int64_t minute = 60'000, hour = 60 * minute, day = 24 * hour;
const Origin home{"10.0.0.1", "", "Mozilla/5.0 (Linux; Android 10) Chrome/130.0 Mobile Safari/537.36"};
const Origin elsewhere{"203.0.113.5", "", ""};

template <class T>
std::string code_of(const Result<T>& result) { return result ? "" : result.error().code; }

/// The bytes of a secret in base32.
std::string bytes_of(const std::string& written) {
    static constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string bytes;
    std::uint32_t held = 0;
    int bits = 0;
    for (const char c : written) {
        held = (held << 5 | static_cast<std::uint32_t>(letters.find(c))) & 0xffff;
        if ((bits += 5) >= 8) bytes += static_cast<char>(held >> (bits -= 8));
    }
    return bytes;
}

TEST(SignIn, needs_the_login_and_the_password_and_says_which_was_wrong_to_nobody) {
    World w;
    w.enter("chihoi", Role::hamlet_head, {{"place_id", w.ban_bo}});
    w.add("moi.mo", Role::teacher, {{"place_id", w.muong_la}});  // never used: it has no password
    const auto in = w.accounts.sign_in("ChiHoi ", good_password, "", home);
    ASSERT_TRUE(in);
    EXPECT_EQ(in->token.size(), 64u);
    const auto who = w.standing(*in);
    ASSERT_NE(who, nullptr);
    EXPECT_EQ(who->login, "chihoi");
    EXPECT_EQ(who->csrf, in->csrf);
    ASSERT_EQ(who->grants.size(), 1u);
    EXPECT_EQ(who->grants[0].place, w.ban_bo);
    for (const auto& [login, password] : {std::pair("chihoi", "bò vàng leo núi nữa"), {"nobody", good_password}, {"moi.mo", ""}, {"moi.mo", good_password}, {"", ""}, {"' OR 1=1 --", "x"}})
        EXPECT_EQ(code_of(w.accounts.sign_in(login, password, "", home)), "accounts.not_known") << login;
    EXPECT_TRUE(w.broken().empty());
}

TEST(SignIn, takes_as_long_for_who_does_not_exist) {
    World w;
    w.enter("chihoi", Role::hamlet_head, {{"place_id", w.ban_bo}});
    const auto least_of = [&](const char* login) {
        auto least = std::numeric_limits<std::clock_t>::max();
        for (int i = 0; i < 3; ++i) {
            const auto start = std::clock();  // of the processor: whatever else the machine does
            EXPECT_EQ(code_of(w.accounts.sign_in(login, "sai mật khẩu rồi", "", home)), "accounts.not_known");
            least = std::min(least, std::clock() - start);
        }
        return least;
    };
    const auto known = least_of("chihoi"), unknown = least_of("khongcoai");
    EXPECT_LT(known, 3 * unknown);
    EXPECT_LT(unknown, 3 * known) << "a hash is made for nobody too";
}

TEST(SignIn, locks_out_who_guesses_and_not_the_owner) {
    World w;
    const auto first = w.enter("chihoi", Role::hamlet_head, {{"place_id", w.ban_bo}});
    for (int i = 0; i < 10; ++i) EXPECT_EQ(code_of(w.accounts.sign_in("chihoi", "đoán mò số " + std::to_string(i), "", elsewhere)), "accounts.not_known");
    const auto refused = w.accounts.sign_in("chihoi", good_password, "", elsewhere);
    ASSERT_EQ(code_of(refused), "accounts.too_often") << "even with the right password: the guess is not looked at";
    EXPECT_EQ(refused.error().facts.at(0).second, "120");
    EXPECT_EQ(code_of(w.accounts.sign_in("chihoi", good_password, "", {"198.51.100.1", "", ""})), "accounts.too_often");
    EXPECT_EQ(code_of(w.accounts.sign_in("chihoi", good_password, "", {"198.51.100.1", std::string(64, 'a'), ""})), "accounts.too_often") << "a made-up device";
    EXPECT_EQ(code_of(w.accounts.sign_in("chihoi", good_password, "", {"198.51.100.1", first.device_token, ""})), "");
    w.now += 2 * minute;
    EXPECT_EQ(code_of(w.accounts.sign_in("chihoi", good_password, "", {"198.51.100.1", "", ""})), "");
}

TEST(Sessions, begin_with_a_new_token_and_are_kept_hashed) {
    World w;
    const auto first = w.enter("chihoi", Role::hamlet_head, {{"place_id", w.ban_bo}});
    const auto second = w.accounts.sign_in("chihoi", good_password, "", {"10.0.0.1", first.device_token, ""});
    ASSERT_TRUE(second);
    EXPECT_NE(first.token, second->token);
    EXPECT_NE(first.csrf, second->csrf);
    EXPECT_EQ(first.device_token, second->device_token) << "one browser, one device";
    const auto reader = w.store->reader();
    for (const auto* secret : {&first.token, &first.device_token, &first.csrf})
        for (const char* sql : {"SELECT count(*) FROM account_session WHERE token_hash = $1", "SELECT count(*) FROM account_device WHERE device_hash = $1"})
            EXPECT_EQ(reader->query_integer(sql, {*secret}), 0);
    for (const char* token : {"", "x", "0000000000000000000000000000000000000000000000000000000000000000"}) EXPECT_EQ(w.accounts.standing(token), nullptr);
}

TEST(Sessions, end_when_they_are_not_used_and_in_any_case) {
    World w;
    const auto officer = w.enter("canbo", Role::commune_officer, {{"place_id", w.muong_la}});
    const auto head = w.enter("chihoi", Role::hamlet_head, {{"place_id", w.ban_bo}});
    for (int i = 0; i < 28; ++i) {  // used twice a day
        w.now += 12 * hour - minute;
        ASSERT_NE(w.standing(officer), nullptr) << i;
        if (i % 2 == 0) w.accounts.tidy();
        w.accounts.forget();
    }
    w.now += 12 * hour;
    EXPECT_EQ(w.standing(officer), nullptr) << "14 days";
    EXPECT_NE(w.standing(head), nullptr);
    w.accounts.tidy();
    w.now += 31 * day;
    w.accounts.forget();
    EXPECT_EQ(w.standing(head), nullptr) << "30 days unused";
    const auto again = w.accounts.sign_in("canbo", good_password, "", home);
    w.now += 12 * hour + minute;
    EXPECT_EQ(w.standing(*again), nullptr) << "half a day unused";
}

TEST(Sessions, are_listed_and_ended_from_afar) {
    World w;
    const auto office = w.enter("chihoi", Role::hamlet_head, {{"place_id", w.ban_bo}});
    const auto other = w.enter("canbo", Role::commune_officer, {{"place_id", w.muong_la}});
    const auto phone = *w.accounts.sign_in("chihoi", good_password, "", home);
    const auto third = *w.accounts.sign_in("chihoi", good_password, "", home);
    const auto who = w.standing(phone);
    const auto list = w.accounts.sessions(*who);
    ASSERT_EQ(list.size(), 3u);
    EXPECT_EQ(list[0].at("device"), "Chrome, Android");
    EXPECT_EQ(list[1].at("current"), true);
    EXPECT_EQ(code_of(w.accounts.end_session(*who, w.standing(other)->session)), "accounts.no_session") << "somebody else's";
    EXPECT_NE(w.standing(other), nullptr);
    EXPECT_EQ(code_of(w.accounts.end_session(*who, w.standing(office)->session)), "");
    EXPECT_EQ(w.standing(office), nullptr);
    w.accounts.end_other_sessions(*who);
    EXPECT_EQ(w.standing(third), nullptr);
    EXPECT_NE(w.standing(phone), nullptr);
    w.accounts.sign_out(*who);
    EXPECT_EQ(w.standing(phone), nullptr);
}

TEST(Sessions, know_within_a_second_what_another_program_has_changed) {
    World w;
    const auto in = w.enter("chihoi", Role::hamlet_head, {{"place_id", w.ban_bo}});
    ASSERT_NE(w.standing(in), nullptr);
    {
        Accounts another(*w.store, w.places, Key{7}, [&] { return w.now; });
        another.sign_out(*another.standing(in.token));
    }
    w.now += 1'001;
    EXPECT_EQ(w.standing(in), nullptr);
}

TEST(Password, when_changed_ends_every_session_but_the_new_one) {
    World w;
    const auto in = w.enter("chihoi", Role::hamlet_head, {{"place_id", w.ban_bo}});
    const auto other = *w.accounts.sign_in("chihoi", good_password, "", home);
    const auto who = w.standing(in);
    EXPECT_EQ(code_of(w.accounts.change_password(*who, "không phải đâu", "mèo trắng ngủ trưa", home)), "accounts.password_wrong");
    EXPECT_EQ(code_of(w.accounts.change_password(*who, good_password, "ngắn", home)), "accounts.password_short");
    const auto changed = w.accounts.change_password(*who, good_password, "mèo trắng ngủ trưa", home);
    ASSERT_TRUE(changed);
    EXPECT_EQ(w.standing(in), nullptr);
    EXPECT_EQ(w.standing(other), nullptr);
    EXPECT_NE(w.standing(*changed), nullptr);
    EXPECT_EQ(code_of(w.accounts.sign_in("chihoi", good_password, "", home)), "accounts.not_known");
    EXPECT_EQ(code_of(w.accounts.sign_in("chihoi", "mèo trắng ngủ trưa", "", home)), "");
}

TEST(Code, given_in_person_sets_the_password_once) {
    World w;
    const auto in = w.enter("chihoi", Role::hamlet_head, {{"place_id", w.ban_bo}});
    const auto account = w.standing(in)->account;
    const auto replaced = w.accounts.make_code(account, false);
    const auto made = w.accounts.make_code(account, false);
    EXPECT_EQ(code_of(w.accounts.look_at_code(replaced.code, "", "mèo trắng ngủ trưa", home)), "accounts.not_known") << "a newer one takes its place";
    EXPECT_EQ(code_of(w.accounts.look_at_code(made.code, "canbo", "mèo trắng ngủ trưa", home)), "accounts.not_known");
    EXPECT_EQ(code_of(w.accounts.look_at_code(made.code, "chihoi", "ngắn", home)), "accounts.password_short");
    EXPECT_EQ(w.accounts.look_at_code(" " + made.code + " ", "", "mèo trắng ngủ trưa", home), account);
    const auto used = w.accounts.use_code(made.code, account, "mèo trắng ngủ trưa", home);
    ASSERT_TRUE(used && *used);
    EXPECT_EQ(w.standing(in), nullptr);
    EXPECT_NE(w.standing(**used), nullptr);
    EXPECT_EQ(code_of(w.accounts.use_code(made.code, account, "mèo trắng ngủ trưa", home)), "accounts.not_known") << "a second time";
    const auto late = w.accounts.make_code(account, false);
    w.now = late.expires_ms;
    EXPECT_EQ(code_of(w.accounts.look_at_code(late.code, "", "mèo trắng ngủ trưa", home)), "accounts.not_known");
    EXPECT_EQ(code_of(w.accounts.use_code(late.code, account, "mèo trắng ngủ trưa", home)), "accounts.not_known");
}

TEST(Code, is_not_found_by_trying) {
    World w;
    std::string last;
    for (int i = 0; i < 12; ++i) last = code_of(w.accounts.look_at_code(draw_code(), "", good_password, elsewhere));
    EXPECT_EQ(last, "accounts.too_often");
    EXPECT_EQ(code_of(w.accounts.look_at_code(draw_code(), "", good_password, home)), "accounts.not_known") << "others are not kept out";
}

TEST(Code, makes_the_first_administrator_and_no_second) {
    World w;
    const auto made = w.accounts.make_code(0, false);
    EXPECT_EQ(code_of(w.accounts.look_at_code(made.code, "", good_password, home)), "accounts.bad_login");
    EXPECT_EQ(w.accounts.look_at_code(made.code, "dauTien", good_password, home), 0);
    const auto account = w.add("dautien", Role::administrator, {{"place_id", 14}});
    EXPECT_EQ(code_of(w.accounts.look_at_code(made.code, "thuhai", good_password, home)), "accounts.not_known");
    const auto in = w.accounts.use_code(made.code, account, good_password, home);
    ASSERT_TRUE(in && *in);
    EXPECT_TRUE((*in)->must_have_totp);
}

TEST(Totp, once_confirmed_is_asked_for_at_every_sign_in) {
    World w;
    const auto in = w.enter("thuky", Role::secretary, {{"place_id", 14}});
    auto who = w.standing(in);
    EXPECT_TRUE(who->must_have_totp);
    const auto at = [&] { return w.now / 1000 / 30; };
    EXPECT_EQ(code_of(w.accounts.confirm_totp(*who, "123456", home)), "accounts.totp_not_begun");
    const auto written = w.accounts.begin_totp(*who)->secret;
    const auto secret = bytes_of(written);
    EXPECT_EQ(code_of(w.accounts.confirm_totp(*who, "12345", home)), "accounts.totp_wrong");
    const auto recovery = w.accounts.confirm_totp(*who, totp_code(secret, at()), home);
    ASSERT_TRUE(recovery);
    EXPECT_EQ(recovery->size(), 10u);
    who = w.standing(in);
    EXPECT_TRUE(who->has_totp);
    EXPECT_FALSE(who->must_have_totp);
    EXPECT_EQ(code_of(w.accounts.begin_totp(*who)), "accounts.totp_on");
    EXPECT_EQ(code_of(w.accounts.sign_in("thuky", good_password, "", home)), "accounts.code_needed");
    EXPECT_EQ(code_of(w.accounts.sign_in("thuky", "sai mật khẩu rồi", "", home)), "accounts.not_known");
    EXPECT_EQ(code_of(w.accounts.sign_in("thuky", good_password, totp_code(secret, at()), home)), "accounts.not_known") << "taken when it was confirmed";
    w.now += 30'000;
    EXPECT_EQ(code_of(w.accounts.sign_in("thuky", good_password, totp_code(secret, at()), home)), "");
    EXPECT_EQ(code_of(w.accounts.sign_in("thuky", good_password, totp_code(secret, at()), home)), "accounts.not_known") << "a code that was seen";
    EXPECT_EQ(code_of(w.accounts.sign_in("thuky", good_password, recovery->at(3), home)), "");
    EXPECT_EQ(code_of(w.accounts.sign_in("thuky", good_password, recovery->at(3), home)), "accounts.not_known") << "a recovery code works once";
    EXPECT_EQ(w.store->reader()->query_integer("SELECT count(*) FROM account_totp WHERE secret_sealed = $1", {written}), 0);
    EXPECT_EQ(code_of(w.accounts.drop_totp(*who, "000000", home)), "accounts.totp_wrong");
    EXPECT_EQ(code_of(w.accounts.drop_totp(*who, recovery->at(4), home)), "");
    EXPECT_TRUE(w.standing(in)->must_have_totp);
}

TEST(Totp, is_not_got_round_by_a_code_for_the_password) {
    World w;
    const auto in = w.enter("thuky", Role::secretary, {{"place_id", 14}});
    const auto who = w.standing(in);
    const auto secret = bytes_of(w.accounts.begin_totp(*who)->secret);
    ASSERT_TRUE(w.accounts.confirm_totp(*who, totp_code(secret, w.now / 30'000), home));
    const auto made = w.accounts.make_code(who->account, false);
    const auto used = w.accounts.use_code(made.code, who->account, "mèo trắng ngủ trưa", home);
    ASSERT_TRUE(used);
    EXPECT_FALSE(*used) << "the second factor is still to be given";
    const auto both = w.accounts.make_code(who->account, true);
    EXPECT_TRUE(*w.accounts.use_code(both.code, who->account, "mèo trắng ngủ trưa", home));
    EXPECT_EQ(code_of(w.accounts.sign_in("thuky", "mèo trắng ngủ trưa", "", home)), "");
}

const Key a_key = derive_key(Key{}, "a test's"), another_key = derive_key(Key{}, "another's");

TEST(Hasher, gives_each_who_waits_their_own_answer) {
    Hasher hasher(a_key);
    const std::string hash = hasher.hash(good_password);
    std::vector<std::thread> threads;
    for (int i = 0; i < 12; ++i)
        threads.emplace_back([&, i] {
            EXPECT_EQ(hasher.fits(i % 3 == 0 ? "" : hash, i % 3 == 2 ? "đoán" : good_password), i % 3 == 1) << i;
        });
    for (auto& thread : threads) thread.join();
}

TEST(RefusedSignIns, are_counted_by_code_and_name_nobody) {
    RefusedSignIns refused;
    for (const char* code : {"accounts.not_known", "accounts.too_often", "accounts.not_known", "accounts.code_needed", "accounts.password_short"}) refused.count(code);
    const auto line = refused.line();
    ASSERT_TRUE(line);
    auto said = json::parse(*line).as_object();
    EXPECT_EQ(said.erase("at"), 1u);
    EXPECT_EQ(json::value(said), json::parse(R"({"event":"accounts.refused","counts":{"accounts.not_known":2,"accounts.too_often":1}})"));
    EXPECT_FALSE(refused.line()) << "each is told of once";
}

TEST(Hasher, salts_every_password_and_keeps_it_hashed) {
    Hasher hasher(a_key);
    const auto first = hasher.hash(good_password), second = hasher.hash(good_password);
    EXPECT_NE(first, second) << "each has a salt of its own";
    for (const auto& hash : {first, second}) {
        EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << hash;
        const auto salt = hash.find('$', hash.find("p=1")) + 1;
        EXPECT_EQ(hash.find('$', salt) - salt, 22u) << "16 bytes in base64";
    }
    EXPECT_FALSE(hasher.fits(first, "bò vàng leo núj"));
    EXPECT_TRUE(hasher.fits(first, good_password));
    EXPECT_FALSE(fits_password_hash(first, good_password)) << "the tables alone cannot be tried";
    EXPECT_FALSE(Hasher(another_key).fits(first, good_password)) << "nor with the secret of another installation";
    World w;
    w.enter("chihoi", Role::hamlet_head, {{"place_id", w.ban_bo}});
    EXPECT_EQ(w.store->reader()->query_integer("SELECT count(*) FROM account_password WHERE hash LIKE '$argon2id$%'"), 1);
}

}  // namespace

}  // namespace khuyenhoc::accounts
