// A provider made of plain answers: what is asked of it, how often, and what is made of what it says.
#include "oidc/oidc.h"

#include <cjose/cjose.h>
#include <gtest/gtest.h>

#include <map>

namespace khuyenhoc::oidc {

namespace {

constexpr std::int64_t start_ms = 1'800'000'000'000;
const std::string issuer = "https://id.example.vn";

struct Key {
    cjose_jwk_t* jwk = nullptr;
    std::string id, algorithm;
    Key(std::string kid, std::string alg) : id(std::move(kid)), algorithm(std::move(alg)) {
        jwk = algorithm == "ES256" ? cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, nullptr) : cjose_jwk_create_RSA_random(2048, reinterpret_cast<const std::uint8_t*>("\1\0\1"), 3, nullptr);
    }
    ~Key() { cjose_jwk_release(jwk); }
    Key(const Key&) = delete;
    Key& operator=(const Key&) = delete;

    json::object shown() const {
        char* text = cjose_jwk_to_json(jwk, false, nullptr);
        auto said = parse_json(text)->as_object();
        std::free(text);
        said["kid"] = id;
        said["use"] = "sig";
        return said;
    }
    std::string sign(const json::object& claims) const {
        cjose_header_t* header = cjose_header_new(nullptr);
        cjose_header_set(header, CJOSE_HDR_ALG, algorithm.c_str(), nullptr);
        if (!id.empty()) cjose_header_set(header, CJOSE_HDR_KID, id.c_str(), nullptr);
        const auto text = json::serialize(claims);
        cjose_jws_t* jws = cjose_jws_sign(jwk, header, reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), nullptr);
        const char* out = nullptr;
        cjose_jws_export(jws, &out, nullptr);
        std::string token = out;
        cjose_jws_release(jws);
        cjose_header_release(header);
        return token;
    }
};

std::string keys_text(std::initializer_list<json::object> keys) { return json::serialize(json::object{{"keys", json::array(keys.begin(), keys.end())}}); }

json::object document() {
    return {{"issuer", issuer}, {"authorization_endpoint", issuer + "/auth?tenant=1"}, {"token_endpoint", issuer + "/token"}, {"jwks_uri", issuer + "/keys"}};
}

/// The program's side of one provider, whose answers a test holds.
struct World {
    std::int64_t now = start_ms;
    std::map<std::string, std::optional<Fetched>> answers;
    std::vector<Ask> asked;
    Key key{"one", "ES256"};
    Provider provider{{issuer, "khuyen hoc", "s/cr+t", "Tài khoản công vụ", ""},
                      [this](const Ask& ask) {
                          asked.push_back(ask);
                          return answers[ask.url.substr(issuer.size())];
                      },
                      [this] { return now; }};

    World() {
        say("/.well-known/openid-configuration", json::serialize(document()));
        say("/keys", keys_text({key.shown()}));
    }
    void say(const std::string& path, std::string body, int status = 200) { answers[path] = Fetched{status, std::move(body)}; }
    json::object claims(const Pending& pending) const {
        return {{"iss", issuer}, {"aud", "khuyen hoc"}, {"sub", "nguoi-1"}, {"nonce", pending.nonce}, {"iat", now / 1000}, {"exp", now / 1000 + 300}};
    }
    /// From beginning to end, with that token; the code of what was refused and where, or "".
    std::string sign_in(const Pending& pending, const std::string& token) {
        say("/token", json::serialize(json::object{{"id_token", token}, {"access_token", "x"}}));
        const auto identity = provider.finish(pending, {"code", pending.state, "", false});
        return identity ? "" : identity.error().code + " " + identity.error().where;
    }
    Pending begin() { return provider.begin("https://khuyenhoc.example.vn/sign-in/back", false)->pending; }
    std::size_t times(const std::string& path) const {
        return static_cast<std::size_t>(std::ranges::count_if(asked, [&](const Ask& ask) { return ask.url == issuer + path; }));
    }
};

TEST(Provider, is_asked_with_pkce_and_believed_when_all_fits) {
    World w;
    const auto begun = w.provider.begin("https://khuyenhoc.example.vn/sign-in/back", true);
    ASSERT_TRUE(begun);
    EXPECT_TRUE(begun->address.starts_with(issuer + "/auth?tenant=1&response_type=code&scope=openid&client_id=khuyen%20hoc&redirect_uri=https%3A%2F%2Fkhuyenhoc.example.vn%2Fsign-in%2Fback&state="));
    EXPECT_TRUE(begun->address.ends_with("&code_challenge_method=S256&prompt=login"));
    EXPECT_EQ(begun->address.find(begun->pending.verifier), std::string::npos);
    EXPECT_EQ(w.sign_in(begun->pending, w.key.sign(w.claims(begun->pending))), "");
    ASSERT_EQ(w.times("/token"), 1u);
    const auto& ask = w.asked.at(1);
    EXPECT_EQ(ask.user, (std::pair<std::string, std::string>("khuyen%20hoc", "s%2Fcr%2Bt")));
    EXPECT_NE(ask.form.find("code_verifier=" + begun->pending.verifier), std::string::npos);
    EXPECT_EQ(ask.form.find("cr"), std::string::npos) << "the secret is in no form";
    EXPECT_GT(ask.most_ms, 3'000);
    EXPECT_LE(ask.most_ms, 5'000);
}

TEST(Provider, begins_differently_each_time) {
    World w;
    const auto one = w.begin(), other = w.begin();
    for (const auto part : {&Pending::state, &Pending::nonce, &Pending::verifier}) EXPECT_NE(one.*part, other.*part);
    EXPECT_EQ(w.times("/.well-known/openid-configuration"), 1u);
}

TEST(Provider, takes_nothing_that_was_not_begun_here) {
    World w;
    const auto pending = w.begin();
    for (const auto& returned : {Returned{"code", "", "", false}, Returned{"code", "0", "", false}, Returned{"code", "", "", true}})
        EXPECT_EQ(w.provider.finish(pending, returned).error().code, "oidc.not_begun");
    EXPECT_EQ(w.provider.finish({}, {"code", "", "", false}).error().code, "oidc.not_begun");
    EXPECT_EQ(w.provider.finish(pending, {"", pending.state, "", true}).error().code, "oidc.denied");
    EXPECT_EQ(w.provider.finish(pending, {"", pending.state, "", false}).error().code, "oidc.code_refused");
    EXPECT_EQ(w.provider.finish(pending, {"code", pending.state, "https://other.example", false}).error().where, "issuer");
    EXPECT_EQ(w.times("/token"), 0u);
}

TEST(Provider, that_says_issuers_must_say_its_own) {
    World w;
    auto said = document();
    said["authorization_response_iss_parameter_supported"] = true;
    w.say("/.well-known/openid-configuration", json::serialize(said));
    const auto pending = w.begin();
    EXPECT_EQ(w.sign_in(pending, w.key.sign(w.claims(pending))), "oidc.not_believed issuer");
}

TEST(Provider, is_looked_at_for_a_new_key_once_in_a_while) {
    World w;
    const auto pending = w.begin();
    ASSERT_EQ(w.sign_in(pending, w.key.sign(w.claims(pending))), "");
    const Key newer("two", "ES256");
    w.say("/keys", keys_text({newer.shown()}));
    for (int i = 0; i < 4; ++i) EXPECT_EQ(w.sign_in(pending, newer.sign(w.claims(pending))), "oidc.not_believed key");
    EXPECT_EQ(w.times("/keys"), 1u) << "not again within half a minute";
    w.now += 31'000;
    EXPECT_EQ(w.sign_in(pending, newer.sign(w.claims(pending))), "");
    EXPECT_EQ(w.times("/keys"), 2u);
    EXPECT_EQ(w.sign_in(pending, w.key.sign(w.claims(pending))), "oidc.not_believed key") << "what the provider no longer shows is over";
    w.now += 3'600'000;
    EXPECT_EQ(w.sign_in(pending, newer.sign(w.claims(pending))), "");
    EXPECT_EQ(w.times("/keys"), 3u) << "an hour later all is read anew";
    EXPECT_EQ(w.times("/.well-known/openid-configuration"), 2u);
}

TEST(Provider, that_is_away_is_left_alone_for_a_while) {
    World w;
    w.answers.clear();
    for (int i = 0; i < 3; ++i) EXPECT_EQ(w.provider.begin("x", false).error().code, "oidc.away");
    EXPECT_EQ(w.asked.size(), 1u);
    w.now += 10'001;
    for (const auto& [body, status] : {std::pair<std::string, int>{"", 200}, {"{}", 200}, {json::serialize(document()), 302}, {"[]", 200}}) {
        w.say("/.well-known/openid-configuration", body, status);
        EXPECT_EQ(w.provider.begin("x", false).error().code, "oidc.away") << body << status;
        w.now += 10'001;
    }
    w.say("/.well-known/openid-configuration", json::serialize(document()));
    const auto pending = w.begin();
    w.say("/token", "{\"error\":\"invalid_grant\"}", 400);
    EXPECT_EQ(w.provider.finish(pending, {"code", pending.state, "", false}).error().code, "oidc.code_refused");
    for (const int status : {401, 500, 302}) {
        w.say("/token", "{}", status);
        EXPECT_EQ(w.provider.finish(pending, {"code", pending.state, "", false}).error().code, "oidc.away") << status;
    }
}

TEST(Provider, has_one_errand_at_a_time) {
    World w;
    const auto pending = w.begin();
    std::string inside;
    Provider* provider = nullptr;
    Provider one({issuer, "khuyen hoc", "", "x", ""},
                 [&](const Ask& ask) {
                     if (ask.url.ends_with("/token")) {
                         EXPECT_NE(ask.form.find("client_id=khuyen%20hoc"), std::string::npos);
                         inside = provider->finish(pending, {"code", pending.state, "", false}).error().code;
                     }
                     return w.answers[ask.url.substr(issuer.size())];
                 },
                 [&] { return w.now; });
    provider = &one;
    w.say("/token", "{}", 400);
    EXPECT_EQ(one.finish(pending, {"code", pending.state, "", false}).error().code, "oidc.code_refused");
    EXPECT_EQ(inside, "oidc.busy");
    EXPECT_EQ(one.finish(pending, {"code", pending.state, "", false}).error().code, "oidc.code_refused") << "the line is free again";
}

TEST(Metadata, must_be_the_issuers_own_and_stay_with_https) {
    const Settings settings{issuer, "c", "", "n", ""};
    EXPECT_EQ(document_address({issuer + "/a/", "", "", "", ""}), issuer + "/a/.well-known/openid-configuration");
    ASSERT_TRUE(read_metadata(json::serialize(document()), settings));
    EXPECT_EQ(read_metadata(json::serialize(document()), settings)->proof, ClientProof::basic);
    const auto refused = [&](std::string_view name, json::value value) {
        auto changed = document();
        changed[name] = std::move(value);
        const auto read = read_metadata(json::serialize(changed), settings);
        return read ? std::string() : read.error().where;
    };
    EXPECT_EQ(refused("issuer", json::value(issuer + "/")), "issuer");
    EXPECT_EQ(refused("issuer", 7), "issuer");
    for (const char* address : {"http://id.example.vn/token", "https://u@id.example.vn/", "ftp://id.example.vn", "https://", "", "https://a b", "http://127.0.0.1/x", "file:///etc/passwd", "https://id.example.vn/#x"})
        for (const char* name : {"authorization_endpoint", "token_endpoint", "jwks_uri"}) EXPECT_EQ(refused(name, address), "addresses") << address;
    EXPECT_EQ(refused("code_challenge_methods_supported", json::array{"plain"}), "methods");
    EXPECT_EQ(refused("response_types_supported", json::array{"id_token"}), "methods");
    auto posted = document();
    posted["token_endpoint_auth_methods_supported"] = json::array{"client_secret_post"};
    EXPECT_EQ(read_metadata(json::serialize(posted), settings)->proof, ClientProof::in_form);
}

TEST(Settings, say_what_is_wrong_with_them) {
    EXPECT_FALSE(fault_of({issuer, "c", "", "n", ""}));
    EXPECT_FALSE(fault_of({"http://127.0.0.1:8080", "c", "", "n", ""}));
    for (const char* wrong : {"", "http://id.example.vn", "http://127.0.0.1.example.vn", "http://127.0.0.1@example.vn", "http://localhost.example.vn/", "https://id.example.vn?x=1", "https://id.example.vn#x"})
        EXPECT_TRUE(fault_of({wrong, "c", "", "n", ""})) << wrong;
    EXPECT_TRUE(fault_of({issuer, "", "", "n", ""}));
    EXPECT_TRUE(fault_of({issuer, "c", "", "", ""}));
}

TEST(Claims, are_for_us_now_and_for_this_sign_in) {
    const Expected expected{issuer, "c", "n", 1'000'000};
    const json::object right{{"iss", issuer}, {"aud", "c"}, {"sub", "s"}, {"nonce", "n"}, {"iat", 1'000'000}, {"exp", 1'000'300}};
    const auto where = [&](std::string_view name, json::value value) {
        auto changed = right;
        changed[name] = std::move(value);
        const auto read = read_claims(changed, expected);
        return read ? std::string() : read.error().where;
    };
    ASSERT_TRUE(read_claims(right, expected));
    EXPECT_EQ(where("iss", "https://ID.example.vn"), "issuer");
    EXPECT_EQ(where("aud", json::array{"c"}), "");
    EXPECT_EQ(where("azp", "c"), "");
    for (const json::value& aud : {json::value("x"), json::value(json::array{"c", "x"}), json::value(json::array{}), json::value(), json::value(json::array{json::array{"c"}})})
        EXPECT_EQ(where("aud", aud), "audience");
    EXPECT_EQ(where("azp", "x"), "audience");
    EXPECT_EQ(where("exp", 999'941), "") << "clocks differ by a minute";
    for (const json::value& exp : {json::value(999'940), json::value("1000300"), json::value(), json::value(-1), json::value(1e300)}) EXPECT_EQ(where("exp", exp), "expired");
    for (const json::value& iat : {json::value(1'000'061), json::value(999'099), json::value("x"), json::value()}) EXPECT_EQ(where("iat", iat), "issued");
    EXPECT_EQ(where("nbf", 1'000'061), "issued");
    for (const json::value& nonce : {json::value("N"), json::value(""), json::value(), json::value(7)}) EXPECT_EQ(where("nonce", nonce), "nonce");
    EXPECT_FALSE(read_claims(right, {issuer, "c", "", 1'000'000})) << "nothing expected is nothing believed";
    for (const json::value& sub : {json::value(""), json::value(7), json::value(std::string(256, 'x')), json::value("a\nb")}) EXPECT_EQ(where("sub", sub), "subject");
    for (const auto& [amr, counts] : {std::pair<json::value, bool>{json::array{"pwd"}, false}, {"mfa", false}, {json::array{"MFA"}, false}, {json::array{"pwd", "otp"}, true}, {json::array{"hwk"}, true}, {json::array{"mfa"}, true}}) {
        auto changed = right;
        changed["amr"] = amr;
        EXPECT_EQ(read_claims(changed, expected)->with_second_factor, counts) << json::serialize(amr);
    }
}

TEST(Token, is_opened_by_a_fitting_key_alone) {
    const Key ec("ec", "ES256"), rsa("rsa", "RS256"), pss("rsa", "PS256"), nameless("", "ES256");
    const json::object claims{{"sub", "s"}};
    const auto open = [](const std::string& token, const std::string& keys) {
        const auto opened = open_token(token, *Keys::read(keys));
        return opened ? std::string() : opened.error().where;
    };
    const auto both = keys_text({ec.shown(), rsa.shown()});
    EXPECT_EQ(open(ec.sign(claims), both), "");
    EXPECT_EQ(open(rsa.sign(claims), both), "");
    EXPECT_EQ(open(pss.sign(claims), both), "signature") << "of another key with that name";
    EXPECT_EQ(open(nameless.sign(claims), keys_text({nameless.shown()})), "") << "the only one needs no name";
    EXPECT_EQ(open(nameless.sign(claims), keys_text({nameless.shown(), ec.shown()})), "key");
    auto for_sealing = ec.shown(), for_another = rsa.shown(), small = rsa.shown(), off_curve = ec.shown();
    for_sealing["use"] = "enc";
    for_another["alg"] = "PS256";
    small["n"] = std::string(small["n"].as_string().subview(0, 170));
    off_curve["y"] = off_curve["x"];
    EXPECT_EQ(open(ec.sign(claims), keys_text({for_sealing})), "key");
    EXPECT_EQ(open(rsa.sign(claims), keys_text({for_another})), "key");
    EXPECT_TRUE(Keys::read(keys_text({small, off_curve, {{"kty", "oct"}, {"k", "c2VjcmV0"}, {"kid", "ec"}}, {{"kty", 7}}, {}}))->all().empty());
    for (const char* none : {"", "[]", "{}", "{\"keys\":7}", "x"}) EXPECT_FALSE(Keys::read(none)) << none;
    auto token = ec.sign(claims);
    const auto payload = token.find('.') + 1;
    token[payload] = token[payload] == 'e' ? 'f' : 'e';
    EXPECT_EQ(open(token, both), "signature");
    const auto plain = base64_url(R"({"alg":"none"})") + "." + base64_url(R"({"sub":"s"})") + ".";
    EXPECT_NE(open(plain, both), "");
    EXPECT_EQ(open(base64_url(R"({"alg":"HS256","kid":"ec"})") + "." + base64_url("{}") + "." + base64_url("x"), both), "algorithm");
    for (const auto& broken : {std::string(), std::string("x"), std::string("a.b.c"), std::string(".."), std::string(40'000, 'a')}) EXPECT_EQ(open(broken, both), "token");
}

}  // namespace

}  // namespace khuyenhoc::oidc
