// Where a server may listen, by which names it is called, and whom it believes to be asking.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "example.h"
#include "http/listening.h"
#include "http/request.h"

namespace khuyenhoc::http {

namespace {

using testing::HasSubstr;

/// The sentence that refuses, or "".
std::string refusal_of(const Listening& listening) {
    try {
        checked_address(listening);
        return {};
    } catch (const std::runtime_error& error) {
        return error.what();
    }
}

Listening with_tls(const std::string& at, std::vector<std::string> names) {
    return {.at = at, .certificate = "chain.pem", .certificate_key = "key.pem", .names = std::move(names)};
}

Listening behind_proxy(const std::string& at, std::vector<std::string> names, std::vector<std::string> proxies = {}) {
    return {.at = at, .names = std::move(names), .behind_proxy = true, .proxies = std::move(proxies)};
}

Request with_headers(std::vector<std::pair<std::string, std::string>> headers) {
    Request request;
    request.method = "POST";
    request.headers = std::move(headers);
    return request;
}

}  // namespace

TEST(Listening, this_machine_itself_is_always_served) {
    for (const char* at : {"127.0.0.1:0", "127.8.9.1:80", "localhost:8080", "[::1]:0"}) {
        EXPECT_EQ(refusal_of({.at = at}), "") << at;
    }
    for (const char* at : {"", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:99999", "name.example:80", "[::1", "1.2.3:80"}) {
        EXPECT_THAT(refusal_of({.at = at}), HasSubstr("not an address to listen on")) << at;
    }
}

TEST(Listening, others_are_served_only_with_a_certificate_and_a_name) {
    for (const char* at : {"0.0.0.0:0", "[::]:0", "192.168.1.2:8080", "8.8.8.8:80", "[2001:db8::1]:80", "[::ffff:127.0.0.1]:80"}) {
        EXPECT_THAT(refusal_of({.at = at}), HasSubstr("without a certificate")) << at;
        EXPECT_THAT(refusal_of(with_tls(at, {})), HasSubstr("--name")) << at;
        EXPECT_EQ(refusal_of(with_tls(at, {"khuyenhoc.example.vn"})), "") << at;
    }
    Listening half = with_tls("127.0.0.1:0", {});
    half.certificate_key.clear();
    EXPECT_THAT(refusal_of(half), HasSubstr("together"));
    for (const char* name : {"", "https://khuyenhoc.example.vn", "khuyenhoc.example.vn:443", ".vn", "a b", "x\r\ny", "[a]"}) {
        EXPECT_THAT(refusal_of(with_tls("0.0.0.0:0", {name})), HasSubstr("not a name")) << name;
    }
    EXPECT_EQ(refusal_of(with_tls("0.0.0.0:0", {"10.1.2.3", "[2001:db8::1]", "may-chu.local"})), "");
}

TEST(Listening, behind_a_proxy_nobody_can_go_around_it) {
    const std::vector<std::string> name = {"khuyenhoc.example.vn"};
    EXPECT_EQ(refusal_of(behind_proxy("127.0.0.1:8080", name)), "");
    EXPECT_EQ(refusal_of(behind_proxy("10.0.0.5:8080", name, {"10.0.0.2"})), "");
    EXPECT_EQ(refusal_of(behind_proxy("[fd00::5]:8080", name, {"fd00::2"})), "");
    EXPECT_THAT(refusal_of(behind_proxy("127.0.0.1:8080", {})), HasSubstr("--name"));
    EXPECT_THAT(refusal_of(behind_proxy("10.0.0.5:8080", name)), HasSubstr("proxy's own address"));
    EXPECT_THAT(refusal_of(behind_proxy("10.0.0.5:8080", name, {"proxy.local"})), HasSubstr("not the address"));
    for (const char* at : {"0.0.0.0:8080", "[::]:8080", "8.8.8.8:8080", "172.32.0.1:80", "192.169.0.1:80", "11.0.0.1:80"}) {
        EXPECT_THAT(refusal_of(behind_proxy(at, name, {"10.0.0.2"})), HasSubstr("behind a proxy")) << at;
    }
    Listening alone{.at = "127.0.0.1:0"};
    alone.proxies = {"10.0.0.2"};
    EXPECT_THAT(refusal_of(alone), HasSubstr("only behind a proxy"));
}

TEST(Listening, a_name_is_the_servers_own_or_refused) {
    EXPECT_TRUE(is_own_name("localhost:8080", {}));
    EXPECT_FALSE(is_own_name("khuyenhoc.example.vn", {}));
    const std::vector<std::string> names = {"khuyenhoc.example.vn", "[2001:db8::1]"};
    for (const char* host : {"khuyenhoc.example.vn", "KHUYENHOC.example.vn:8443", "[2001:db8::1]:443"}) {
        EXPECT_TRUE(is_own_name(host, names)) << host;
    }
    for (const char* host : {"localhost", "127.0.0.1", "khuyenhoc.example.vn.", "khuyenhoc.example.vn:x", "evil.khuyenhoc.example.vn",
                             "khuyenhoc.example.vn@evil.example", "", "evil.example"}) {
        EXPECT_FALSE(is_own_name(host, names)) << host;
    }
}

TEST(Listening, a_page_of_the_same_name_without_tls_is_another_site) {
    Request request = with_headers({{"origin", "http://khuyenhoc.example.vn"}});
    EXPECT_TRUE(has_own_origin(request, "khuyenhoc.example.vn"));
    request.secure = true;
    EXPECT_FALSE(has_own_origin(request, "khuyenhoc.example.vn"));
    request.headers[0].second = "https://khuyenhoc.example.vn";
    EXPECT_TRUE(has_own_origin(request, "khuyenhoc.example.vn"));
    request.headers[0].second = "null";
    EXPECT_FALSE(has_own_origin(request, "khuyenhoc.example.vn"));
}

TEST(Listening, only_a_proxy_says_who_asks) {
    const Listening direct{.at = "127.0.0.1:0"};
    const Listening proxied = behind_proxy("127.0.0.1:0", {"khuyenhoc.example.vn"});
    const auto asked = [](const char* value) { return with_headers({{"x-forwarded-for", value}, {"x-forwarded-proto", "https"}}); };
    EXPECT_EQ(client_address(asked("6.6.6.6"), "127.0.0.1", direct), "127.0.0.1");
    EXPECT_FALSE(is_secure(asked("6.6.6.6"), direct));
    EXPECT_TRUE(is_secure(asked("6.6.6.6"), proxied));
    EXPECT_FALSE(is_secure(with_headers({{"x-forwarded-proto", "http"}}), proxied));
    EXPECT_EQ(client_address(asked("6.6.6.6, 8.8.4.4"), "127.0.0.1", proxied), "8.8.4.4");
    EXPECT_EQ(client_address(asked(" 2001:DB8:0::1 "), "127.0.0.1", proxied), "2001:db8::1");
    for (const char* nothing : {"", " ", "unknown", "8.8.4.4, ", "1.2.3.4:80", "1.2.3.4, x\"y", "_hidden"}) {
        EXPECT_EQ(client_address(asked(nothing), "127.0.0.1", proxied), "127.0.0.1") << nothing;
    }
    EXPECT_EQ(client_address(with_headers({{"x-forwarded-for", "6.6.6.6"}, {"x-forwarded-for", "8.8.4.4"}}), "127.0.0.1", proxied), "8.8.4.4");
}

TEST(Listening, a_server_behind_a_proxy_hands_on_who_asks) {
    Handler made = handler();
    made.answer = [](const Request& request) {
        return Response{.status = 200, .content_type = "text/plain", .headers = {}, .body = request.peer + (request.secure ? " tls" : " plain")};
    };
    const std::string head = "GET /api/x HTTP/1.1\r\nHost: khuyenhoc.example.vn\r\n";
    RunningServer proxied(made, {}, behind_proxy("127.0.0.1:0", {"khuyenhoc.example.vn"}));
    Client client = proxied.client();
    client.say(head + "X-Forwarded-For: 6.6.6.6, 8.8.4.4\r\nX-Forwarded-Proto: https\r\n\r\n" + head + "\r\n");
    const std::string first = client.answer();
    EXPECT_EQ(body_of(first), "8.8.4.4 tls");
    EXPECT_EQ(header_of(first, "Strict-Transport-Security"), "max-age=31536000");
    EXPECT_EQ(body_of(client.answer()), "127.0.0.1 plain") << "nothing stays from the request before";
    RunningServer direct(made);
    EXPECT_EQ(body_of(direct.get("/api/x", "X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Proto: https\r\n")), "127.0.0.1 plain");
}

TEST(Listening, a_port_is_taken_once) {
    const Server first({.at = "[::1]:0"}, handler());
    EXPECT_GT(first.port(), 0);
    EXPECT_THROW(Server({.at = "[::1]:" + std::to_string(first.port())}, handler()), std::runtime_error);
}

}  // namespace khuyenhoc::http
