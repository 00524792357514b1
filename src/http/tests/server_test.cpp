// The server over real sockets: limits, slowness, keeping alive, files, streams, stopping.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <zlib.h>

#include <mutex>
#include <semaphore>

#include "example.h"

namespace khuyenhoc::http {

namespace {

using testing::HasSubstr;

std::string unzipped(const std::string& bytes) {
    std::string out(1 << 20, '\0');
    z_stream stream{};
    inflateInit2(&stream, 15 + 16);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    inflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    inflateEnd(&stream);
    return out;
}

/// Everything holds plainly and through TLS.
class Served : public testing::TestWithParam<bool> {
protected:
    Served() { speaks_tls = GetParam(); }
    ~Served() override { speaks_tls = false; }
};

}  // namespace

INSTANTIATE_TEST_SUITE_P(, Served, testing::Bool(), [](const auto& given) { return given.param ? "tls" : "plain"; });

TEST_P(Served, answers_and_carries_the_security_headers_everywhere) {
    RunningServer server(handler());
    for (const char* path : {"/api/x", "/", "/assets/a-1.js", "/assets/none.js", "/api/throw", "/%zz"}) {
        const std::string answer = server.get(path);
        EXPECT_THAT(header_of(answer, "Content-Security-Policy"), HasSubstr("script-src 'self';")) << path;
        EXPECT_THAT(header_of(answer, "Content-Security-Policy"), HasSubstr("frame-ancestors 'none'")) << path;
        EXPECT_EQ(header_of(answer, "X-Content-Type-Options"), "nosniff") << path;
        EXPECT_EQ(header_of(answer, "Referrer-Policy"), "no-referrer") << path;
        EXPECT_EQ(header_of(answer, "Cross-Origin-Opener-Policy"), "same-origin") << path;
        EXPECT_EQ(header_of(answer, "Cross-Origin-Resource-Policy"), "same-origin") << path;
        EXPECT_THAT(header_of(answer, "Permissions-Policy"), HasSubstr("camera=(), ")) << path;
        EXPECT_EQ(header_of(answer, "Strict-Transport-Security"), "") << "only under a name of its own: " << path;
        EXPECT_EQ(header_of(answer, "Server"), "") << path;
        EXPECT_EQ(header_of(answer, "Access-Control-Allow-Origin"), "") << path;
    }
    const std::string answer = server.get("/api/x?y=1");
    EXPECT_EQ(status_of(answer), 200);
    EXPECT_EQ(body_of(answer), "GET /api/x 0");
    EXPECT_EQ(header_of(answer, "Cache-Control"), "no-store");
    EXPECT_EQ(header_of(answer, "Content-Type"), "application/json; charset=utf-8");
}

TEST_P(Served, refusals_close_and_say_why_in_the_language_asked_for) {
    RunningServer server(handler(), strict());
    const struct {
        std::string bytes;
        int status;
        const char* code;
    } cases[] = {
        {"GET / HTTP/1.1\r\n\r\n", 400, "http.bad_host"},
        {"nonsense\r\n\r\n", 400, "http.malformed"},
        {"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400,
         "http.ambiguous_length"},
        {"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\nGET /api/hidden HTTP/1.1\r\nHost: "
         "localhost\r\n\r\n",
         400, "http.ambiguous_length"},
        {"GET /%2e%2e/etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "http.bad_path"},
        {"GET /?a=%zz HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "http.bad_query"},
        {"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421, "http.foreign_host"},
        {"POST / HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n\r\n", 403, "http.foreign_origin"},
        {std::string("POST / HTTP/1.1\r\nHost: localhost\r\nOrigin: ") + (GetParam() ? "http" : "https") + "://localhost\r\n\r\n", 403,
         "http.foreign_origin"},
        {"GET /" + std::string(5000, 'a') + " HTTP/1.1\r\n", 414, "http.target_too_long"},
        {"GET / HTTP/1.1\r\nX: " + std::string(5000, 'a') + "\r\n", 431, "http.head_too_large"},
        {"POST /api/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1001\r\n\r\n" + std::string(1001, 'a'), 413,
         "http.body_too_large"},
        {"POST /api/upload/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100001\r\n\r\n", 413,
         "http.body_too_large"},
        {"POST /api/x HTTP/1.1\r\nHost: localhost\r\nExpect: tea\r\nContent-Length: 1\r\n\r\n", 417,
         "http.bad_expectation"},
        {"GET / HTTP/3.0\r\nHost: localhost\r\n\r\n", 505, "http.bad_version"},
    };
    for (const auto& c : cases) {
        Client client = server.client();
        client.say(c.bytes);
        client.stop_sending();
        const std::string heard = client.rest();
        EXPECT_EQ(status_of(heard), c.status) << c.code;
        EXPECT_EQ(code_of(heard), c.code);
        EXPECT_EQ(header_of(heard, "Connection"), "close") << c.code;
        EXPECT_THAT(heard, testing::Not(HasSubstr("hidden"))) << c.code;
        EXPECT_EQ(heard.find("HTTP/1.1 ", 8), std::string::npos) << "one answer only: " << c.code;
    }
    EXPECT_THAT(server.get("/assets/none.js"), HasSubstr("Không có địa chỉ này."));
    EXPECT_THAT(server.get("/assets/none.js?lang=en"), HasSubstr("There is nothing at this address."));
}

TEST_P(Served, large_body_refusal_reaches_a_client_that_is_still_sending) {
    RunningServer server(handler());
    Client client = server.client();
    client.say("POST /api/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900000000\r\n\r\n");
    client.say(std::string(600'000, 'a'));
    EXPECT_EQ(status_of(client.answer()), 413);
}

// All slow clients at once: each is cut off within its own limit, none holds up the others.
TEST_P(Served, slow_clients_are_cut_off) {
    RunningServer server(handler(), strict());
    Client silent = server.client();
    Client slow_head = server.client();
    Client slow_body = server.client();
    Client trickling_body = server.client();
    Client idle = server.client();
    Client slow_reader = server.client(4096);
    slow_head.say("GET /api/x HTT");
    slow_body.say("POST /api/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nabc");
    trickling_body.say("POST /api/upload/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 90000\r\n\r\n");
    idle.say("GET /api/x HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(status_of(idle.answer()), 200);
    slow_reader.say("GET /api/huge HTTP/1.1\r\nHost: localhost\r\n\r\n");

    const auto started = std::chrono::steady_clock::now();
    for (int i = 0; i < 60 && trickling_body.say("x"); ++i) {
        trickling_body.hear(50ms);
        if (trickling_body.received().find("\r\n\r\n") != std::string::npos) break;
    }
    EXPECT_EQ(code_of(trickling_body.rest()), "http.slow_body");
    EXPECT_EQ(code_of(slow_body.rest()), "http.slow_body");
    const std::string head = slow_head.rest();
    EXPECT_EQ(status_of(head), 408);
    EXPECT_EQ(code_of(head), "http.slow_head");
    EXPECT_EQ(silent.rest(), "");
    EXPECT_EQ(idle.rest(), "");
    std::this_thread::sleep_for(1500ms);
    EXPECT_LT(slow_reader.rest().size(), 64u << 20);
    EXPECT_LT(std::chrono::steady_clock::now() - started, 15s);
    EXPECT_EQ(status_of(server.get("/api/x")), 200);
}

TEST_P(Served, keeps_alive_and_answers_pipelined_requests_in_order) {
    RunningServer server(handler());
    Client client = server.client();
    std::string all;
    for (int i = 0; i < 50; ++i) all += "GET /api/" + std::to_string(i) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    all += "POST /api/p HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    all += "GET /index.html HTTP/1.1\r\nHost: localhost\r\n\r\n";
    client.say(all);
    for (int i = 0; i < 50; ++i) EXPECT_EQ(body_of(client.answer()), "GET /api/" + std::to_string(i) + " 0");
    EXPECT_EQ(body_of(client.answer()), "POST /api/p 3");
    EXPECT_EQ(body_of(client.answer()), page);
    client.say("GET /api/last HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    const std::string last = client.answer();
    EXPECT_EQ(header_of(last, "Connection"), "close");
    EXPECT_EQ(client.rest(), "");

    Client old = server.client();
    old.say("GET /api/x HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(header_of(old.answer(), "Connection"), "keep-alive");
    old.say("GET /api/x HTTP/1.0\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(header_of(old.answer(), "Connection"), "close");
    EXPECT_EQ(old.rest(), "");
}

TEST_P(Served, continue_is_said_after_the_head_was_accepted) {
    RunningServer server(handler(), strict());
    Client client = server.client();
    client.say("POST /api/x HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
    ASSERT_TRUE(client.hears("HTTP/1.1 100 Continue\r\n\r\n"));
    client.say("abc");
    EXPECT_TRUE(client.hears("POST /api/x 3"));

    Client refused = server.client();
    refused.say("POST /api/x HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 5000\r\n\r\n");
    EXPECT_EQ(status_of(refused.answer()), 413);

    Client sent = server.client();
    sent.say("POST /api/x HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc");
    EXPECT_EQ(body_of(sent.answer()), "POST /api/x 3");
}

TEST_P(Served, files_from_memory) {
    RunningServer server(handler());
    const std::string plain = server.get("/assets/a-1.js");
    EXPECT_EQ(body_of(plain), script);
    EXPECT_EQ(header_of(plain, "Cache-Control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(header_of(plain, "Vary"), "Accept-Encoding");
    EXPECT_EQ(body_of(server.get("/assets/a-1.js", "Accept-Encoding: gzip\r\n")), "GZIP");
    const std::string brotli = server.get("/assets/a-1.js", "Accept-Encoding: gzip, br\r\n");
    EXPECT_EQ(body_of(brotli), "BROTLI");
    EXPECT_EQ(header_of(brotli, "Content-Encoding"), "br");
    const std::string tag = header_of(brotli, "ETag");
    EXPECT_NE(tag, header_of(plain, "ETag"));

    const std::string same =
        server.ask("GET /assets/a-1.js HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: br\r\nIf-None-Match: \"x\", W/" +
                       tag + "\r\n\r\n",
                   true);
    EXPECT_EQ(status_of(same), 304);
    EXPECT_EQ(header_of(same, "ETag"), tag);
    EXPECT_EQ(header_of(same, "Content-Length"), "");
    EXPECT_EQ(status_of(server.get("/assets/a-1.js", "If-None-Match: \"x\"\r\n")), 200);

    for (const char* path : {"/", "/index.html", "/households/14000000000012", "/vi/xa"}) {
        const std::string answer = server.get(path);
        EXPECT_EQ(body_of(answer), page) << path;
        EXPECT_EQ(header_of(answer, "Cache-Control"), "no-cache") << path;
    }
    EXPECT_EQ(status_of(server.get("/favicon.ico")), 404);
    const std::string head = server.ask("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n", true);
    EXPECT_EQ(header_of(head, "Content-Length"), std::to_string(page.size()));
    const std::string post = server.ask("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
    EXPECT_EQ(status_of(post), 405);
    EXPECT_EQ(header_of(post, "Allow"), "GET, HEAD");
}

TEST_P(Served, head_has_the_headers_and_no_body) {
    RunningServer server(handler());
    Client client = server.client();
    client.say(
        "HEAD /api/x HTTP/1.1\r\nHost: localhost\r\n\r\nGET /api/empty HTTP/1.1\r\nHost: localhost\r\n\r\n"
        "GET /api/y HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(header_of(client.answer(true), "Content-Length"), std::to_string(std::string("HEAD /api/x 0").size()));
    EXPECT_EQ(status_of(client.answer(true)), 204);
    EXPECT_EQ(body_of(client.answer()), "GET /api/y 0");
}

TEST_P(Served, compresses_long_answers) {
    RunningServer server(handler());
    const std::string zipped = server.get("/api/long", "Accept-Encoding: gzip\r\n");
    EXPECT_EQ(header_of(zipped, "Content-Encoding"), "gzip");
    EXPECT_EQ(unzipped(body_of(zipped)), std::string(20000, 'x'));
    const std::string brotli = server.get("/api/long", "Accept-Encoding: gzip, br\r\n");
    EXPECT_EQ(header_of(brotli, "Content-Encoding"), "br");
    EXPECT_LT(body_of(brotli).size(), 100u);
    EXPECT_EQ(body_of(server.get("/api/long")), std::string(20000, 'x'));
    EXPECT_EQ(header_of(server.get("/api/short", "Accept-Encoding: gzip\r\n"), "Content-Encoding"), "");
}

TEST_P(Served, failures_are_logged_without_values_and_answered) {
    std::mutex mutex;
    std::vector<std::string> lines;
    Handler made = handler();
    made.log = [&](std::string_view line) {
        const std::lock_guard lock(mutex);
        lines.emplace_back(line);
    };
    RunningServer server(std::move(made));
    for (const char* path : {"/api/throw", "/api/bug", "/api/header"}) {
        const std::string answer = server.get(path);
        EXPECT_EQ(status_of(answer), 500) << path;
        EXPECT_EQ(code_of(answer), "internal") << path;
        EXPECT_EQ(header_of(answer, "Set-Cookie"), "") << path;
    }
    const std::lock_guard lock(mutex);
    ASSERT_EQ(lines.size(), 3u);
    EXPECT_THAT(lines[0], testing::Not(HasSubstr("personal value")));
    EXPECT_THAT(lines[1], HasSubstr("a promise of the code"));
}

TEST_P(Served, a_thousand_idle_connections_are_still_served) {
    RunningServer server(handler());
    std::vector<Client> clients;
    for (int i = 0; i < 1000; ++i) {
        clients.push_back(server.client());
        ASSERT_TRUE(clients.back().connected()) << i;
        clients.back().say("GET /api/first HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
    for (auto& client : clients) ASSERT_EQ(status_of(client.answer()), 200);
    for (auto& client : clients) {
        client.say("GET /api/again HTTP/1.1\r\nHost: localhost\r\n\r\n");
        ASSERT_EQ(body_of(client.answer()), "GET /api/again 0");
    }
}

TEST_P(Served, connections_over_the_cap_are_turned_away) {
    Limits limits;
    limits.connections = 2;
    RunningServer server(handler(), limits);
    Client first = server.client();
    Client second = server.client();
    first.say("GET /api/x HTTP/1.1\r\nHost: localhost\r\n\r\n");
    second.say("GET /api/x HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(status_of(first.answer()), 200);
    EXPECT_EQ(status_of(second.answer()), 200);
    Client third = server.client();
    const std::string answer = third.rest();
    EXPECT_FALSE(third.shaken());
    EXPECT_EQ(status_of(answer), GetParam() ? 0 : 503);
    EXPECT_EQ(code_of(answer), GetParam() ? "" : "http.busy");
}

TEST_P(Served, bodies_share_a_budget) {
    Limits limits;
    limits.bodies_in_memory = 50'000;
    RunningServer server(handler(), limits);
    const auto upload = [](int size) {
        return "POST /api/upload/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n";
    };
    Client first = server.client();
    first.say(upload(40'000) + std::string(30'000, 'a'));
    std::this_thread::sleep_for(100ms);
    Client second = server.client();
    second.say(upload(40'000) + std::string(30'000, 'a'));
    EXPECT_EQ(code_of(second.answer()), "http.busy");
    first.say(std::string(10'000, 'a'));
    EXPECT_EQ(body_of(first.answer()), "POST /api/upload/x 40000");
    EXPECT_EQ(status_of(server.ask(upload(40'000) + std::string(40'000, 'a'))), 200) << "given back after the answer";
}

TEST_P(Served, waiting_writes_do_not_stop_reading) {
    std::counting_semaphore<16> gate(0);
    Handler made = handler();
    made.answer = [&](const Request& request) {
        if (request.method == "POST") gate.acquire();
        return Response{.status = 200, .content_type = "text/plain", .headers = {}, .body = request.method};
    };
    RunningServer server(std::move(made));
    std::vector<Client> writers;
    for (int i = 0; i < 8; ++i) {
        writers.push_back(server.client());
        writers.back().say("POST /api/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
    }
    EXPECT_EQ(body_of(server.get("/api/x")), "GET");
    gate.release(8);
    for (auto& client : writers) EXPECT_EQ(body_of(client.answer()), "POST");
}

TEST_P(Served, what_is_slow_keeps_nobody_else_waiting_and_is_bounded) {
    std::counting_semaphore<16> gate(0);
    std::mutex mutex;
    std::string logged;
    Limits limits;
    limits.slow_workers = 2;
    limits.slow_requests = 3;
    Handler made = handler();
    made.is_slow = [](const Request& request) { return request.path == "/api/slow"; };
    made.answer = [&](const Request& request) {
        if (request.path == "/api/slow") gate.acquire();
        return Response{.status = 200, .content_type = "text/plain", .headers = {}, .body = request.method + " " + request.path};
    };
    made.log = [&](std::string_view line) {
        const std::lock_guard lock(mutex);
        logged += line;
    };
    RunningServer server(std::move(made), limits);
    constexpr std::string_view slow = "POST /api/slow HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n";
    constexpr std::string_view change = "POST /api/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n";
    std::vector<Client> waiting;
    for (int i = 0; i < 3; ++i) {
        waiting.push_back(server.client());
        waiting.back().say(slow);
    }
    EXPECT_EQ(body_of(server.get("/api/x")), "GET /api/x");
    EXPECT_EQ(body_of(server.ask(change)), "POST /api/x");
    Client one_more = server.client();
    one_more.say(slow);
    const std::string busy = one_more.answer();
    EXPECT_EQ(status_of(busy), 503);
    EXPECT_EQ(code_of(busy), "http.busy");
    EXPECT_EQ(header_of(busy, "Retry-After"), "2");
    one_more.say(change);
    EXPECT_EQ(body_of(one_more.answer()), "POST /api/x") << "the connection goes on";
    gate.release(4);
    for (auto& client : waiting) EXPECT_EQ(body_of(client.answer()), "POST /api/slow");
    EXPECT_EQ(body_of(server.ask(slow)), "POST /api/slow") << "there is room again";
    server.stop();
    EXPECT_THAT(logged, HasSubstr(R"("event":"http.slow_lane_full","count":1)"));
}

TEST_P(Served, serves_from_several_io_threads) {
    Limits limits;
    limits.io_threads = 3;
    RunningServer server(handler(), limits);
    std::vector<Client> clients;
    for (int i = 0; i < 30; ++i) clients.push_back(server.client());
    for (auto& client : clients) client.say("GET /api/x HTTP/1.1\r\nHost: localhost\r\n\r\n");
    for (auto& client : clients) EXPECT_EQ(status_of(client.answer()), 200);
}

}  // namespace khuyenhoc::http
