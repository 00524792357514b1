// Long work, streams and stopping, over real sockets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <semaphore>

#include "example.h"

namespace khuyenhoc::http {

namespace {

/// Holds those who pass until it is opened.
class Gate {
public:
    void pass() { opened_.wait(false); }
    void open() {
        opened_ = true;
        opened_.notify_all();
    }

private:
    std::atomic<bool> opened_ = false;
};

/// Declared after the server: a server waits for its handlers, which must not wait for the gate, however a test ends.
struct OpensAtEnd {
    Gate& gate;
    ~OpensAtEnd() { gate.open(); }
};

/// Everything holds plainly and through TLS.
class Working : public testing::TestWithParam<bool> {
protected:
    Working() { speaks_tls = GetParam(); }
    ~Working() override { speaks_tls = false; }
};

}  // namespace

INSTANTIATE_TEST_SUITE_P(, Working, testing::Bool(), [](const auto& given) { return given.param ? "tls" : "plain"; });

TEST_P(Working, a_long_answer_does_not_hold_up_those_behind_it) {
    Gate gate;
    Handler made = handler();
    made.answer = [&](const Request& request) {
        if (request.path == "/api/long") gate.pass();
        return Response{.status = 200, .content_type = "text/plain", .headers = {}, .body = request.path};
    };
    RunningServer server(std::move(made));
    const OpensAtEnd opens{gate};
    std::vector<Client> clients;
    for (int i = 0; i < 40; ++i) clients.push_back(server.client());
    for (int i = 0; i < 40; ++i) {
        const std::string path = i % 20 == 0 ? "/api/long" : "/api/short";
        clients[static_cast<std::size_t>(i)].say("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
    for (std::size_t i = 0; i < 40; ++i) {
        if (i % 20 == 0) continue;
        EXPECT_EQ(body_of(clients[i].answer()), "/api/short") << i;
    }
    gate.open();
    EXPECT_EQ(body_of(clients[0].answer()), "/api/long");
    EXPECT_EQ(body_of(clients[20].answer()), "/api/long");
}

TEST_P(Working, stops_in_order) {
    std::counting_semaphore<16> begun(0);
    Gate gate;
    std::atomic<bool> told = false;
    Handler made = handler();
    made.answer = [&](const Request&) {
        begun.release();
        gate.pass();
        return Response{.status = 200, .content_type = "text/plain", .headers = {}, .body = "done"};
    };
    made.is_stream = [](const Request& request) { return request.path == "/api/events/1"; };
    made.stream = [&](const Request&, const SendEvent& send) {
        for (int i = 0; send("progress", std::to_string(i)); ++i) std::this_thread::sleep_for(5ms);
        told = true;
        return true;
    };
    RunningServer server(std::move(made));
    const OpensAtEnd opens{gate};
    Client idle = server.client();
    Client open = server.client();
    Client watching = server.client();
    open.say("GET /api/x HTTP/1.1\r\nHost: localhost\r\n\r\n");
    watching.say("GET /api/events/1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    begun.acquire();
    ASSERT_TRUE(watching.hears("data: 3\n"));
    EXPECT_EQ(header_of(watching.received(), "X-Accel-Buffering"), "no");
    EXPECT_EQ(header_of(watching.received(), "Content-Type"), "text/event-stream; charset=utf-8");

    const auto started = std::chrono::steady_clock::now();
    server.begin_stop();
    EXPECT_TRUE(watching.rest().ends_with("event: bye\ndata: {}\n\n"));
    EXPECT_EQ(idle.rest(), "");
    bool refuses = false;
    for (int i = 0; i < 200 && !refuses; ++i) {
        refuses = !Client(server.port()).connected();
        std::this_thread::sleep_for(10ms);
    }
    EXPECT_TRUE(refuses) << "nobody new is let in";
    gate.open();
    const std::string answer = open.answer();
    EXPECT_EQ(body_of(answer), "done");
    EXPECT_EQ(header_of(answer, "Connection"), "close");
    server.wait();
    EXPECT_LT(std::chrono::steady_clock::now() - started, 8s);
    for (int i = 0; i < 100 && !told; ++i) std::this_thread::sleep_for(10ms);
    EXPECT_TRUE(told) << "send answers false once the server stops";
}

TEST_P(Working, stop_is_bounded_even_when_a_client_never_finishes) {
    RunningServer server(handler(), [] {
        Limits limits;
        limits.grace_seconds = 1;
        return limits;
    }());
    Client never = server.client();
    never.say("POST /api/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\na");
    std::this_thread::sleep_for(50ms);
    const auto started = std::chrono::steady_clock::now();
    server.stop();
    EXPECT_LT(std::chrono::steady_clock::now() - started, 8s);
    never.rest();
    EXPECT_TRUE(never.ended());
}

TEST_P(Working, streams_end_with_their_client_and_are_counted) {
    std::atomic<int> running = 0;
    Handler made = handler();
    made.is_stream = [](const Request& request) { return request.path.starts_with("/api/events/"); };
    made.stream = [&](const Request& request, const SendEvent& send) {
        ++running;
        const bool is_big = request.path.ends_with("big");
        const std::string data(is_big ? 100'000 : 10, 'x');
        while (send("tick", data)) std::this_thread::sleep_for(is_big ? 0ms : 5ms);
        --running;
        return true;
    };
    Limits limits;
    limits.streams = 2;
    limits.write_seconds = 1;
    RunningServer server(std::move(made), limits);
    {
        Client one = server.client();
        Client big = server.client(4096);
        one.say("GET /api/events/1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
        ASSERT_TRUE(one.hears("event: tick"));
        big.say("GET /api/events/big HTTP/1.1\r\nHost: localhost\r\n\r\n");  // never reads on: its producer has to
                                                                             // wait, then stops
        ASSERT_TRUE(big.hears("event: tick"));
        EXPECT_EQ(code_of(server.get("/api/events/3")), "http.busy");
        const std::string head = server.ask("HEAD /api/x HTTP/1.1\r\nHost: localhost\r\n\r\n", true);
        EXPECT_EQ(status_of(head), 200);
    }
    const auto until = std::chrono::steady_clock::now() + 5s;
    while (running > 0 && std::chrono::steady_clock::now() < until) std::this_thread::sleep_for(10ms);
    EXPECT_EQ(running, 0);
}

}  // namespace khuyenhoc::http
