// A client that says exactly the bytes it is told to, and a server to say them to.
#pragma once

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <thread>

#include "http/http.h"

namespace khuyenhoc::http {

using namespace std::chrono_literals;

class Client {
public:
    explicit Client(std::uint16_t port, int receive_buffer = 0) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        if (receive_buffer > 0) ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    }
    ~Client() {
        if (socket_ >= 0) ::close(socket_);
    }
    Client(Client&& other) noexcept
        : socket_(std::exchange(other.socket_, -1)),
          connected_(other.connected_),
          received_(std::move(other.received_)) {}
    Client& operator=(Client&&) = delete;

    bool connected() const { return connected_; }

    bool say(std::string_view bytes) const {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }
    void stop_sending() const { ::shutdown(socket_, SHUT_WR); }

    /// Waits for some bytes; false at the end of the stream or after `patience`.
    bool hear(std::chrono::milliseconds patience = 5s) {
        pollfd wait{socket_, POLLIN, 0};
        if (::poll(&wait, 1, static_cast<int>(patience.count())) <= 0) return false;
        char bytes[65536];
        const ssize_t got = ::recv(socket_, bytes, sizeof bytes, 0);
        if (got <= 0) {
            ended_ = true;
            return false;
        }
        received_.append(bytes, static_cast<std::size_t>(got));
        return true;
    }

    /// One whole answer, by its Content-Length (none when `without_body`). "" when the stream ends before.
    std::string answer(bool without_body = false) {
        while (true) {
            const std::size_t head = received_.find("\r\n\r\n");
            if (head != std::string::npos) {
                const std::size_t whole = head + 4 + (without_body ? 0 : length_of_body(received_.substr(0, head)));
                if (received_.size() >= whole) {
                    std::string out = received_.substr(0, whole);
                    received_.erase(0, whole);
                    return out;
                }
            }
            if (!hear()) return "";
        }
    }

    /// Everything until the server closes.
    std::string rest(std::chrono::milliseconds patience = 8s) {
        const auto until = std::chrono::steady_clock::now() + patience;
        while (!ended_ && std::chrono::steady_clock::now() < until) hear(100ms);
        return std::exchange(received_, {});
    }

    /// Hears until `text` has come.
    bool hears(std::string_view text, std::chrono::milliseconds patience = 5s) {
        const auto until = std::chrono::steady_clock::now() + patience;
        while (received_.find(text) == std::string::npos) {
            if (ended_ || std::chrono::steady_clock::now() > until) return false;
            hear(100ms);
        }
        return true;
    }
    bool ended() const { return ended_; }
    const std::string& received() const { return received_; }

private:
    static std::size_t length_of_body(const std::string& head) {
        const std::size_t at = head.find("\r\nContent-Length: ");
        return at == std::string::npos ? 0 : std::stoul(head.substr(at + 18));
    }

    int socket_;
    bool connected_ = false;
    bool ended_ = false;
    std::string received_;
};

inline int status_of(std::string_view answer) {
    return answer.size() < 12 || !answer.starts_with("HTTP/1.1 ") ? 0 : std::stoi(std::string(answer.substr(9, 3)));
}

inline std::string body_of(const std::string& answer) {
    const std::size_t head = answer.find("\r\n\r\n");
    return head == std::string::npos ? "" : answer.substr(head + 4);
}

/// The value of a header, by its exact name.
inline std::string header_of(const std::string& answer, const std::string& name) {
    const std::size_t at = answer.find("\r\n" + name + ": ");
    if (at == std::string::npos || at > answer.find("\r\n\r\n")) return "";
    const std::size_t start = at + name.size() + 4;
    return answer.substr(start, answer.find("\r\n", start) - start);
}

/// The code of the refusal in a JSON body.
inline std::string code_of(const std::string& answer) {
    const std::size_t at = answer.find("\"code\":\"");
    return at == std::string::npos ? "" : answer.substr(at + 8, answer.find('"', at + 8) - at - 8);
}

class RunningServer {
public:
    explicit RunningServer(Handler handler, Limits limits = {})
        : server_("127.0.0.1:0", std::move(handler), std::move(limits)) {
        thread_ = std::thread([this] { server_.run(); });
    }
    ~RunningServer() { stop(); }

    void stop() {
        server_.stop();
        wait();
    }
    void begin_stop() { server_.stop(); }
    void wait() {
        if (thread_.joinable()) thread_.join();
    }
    std::uint16_t port() const { return server_.port(); }
    Client client() const { return Client(server_.port()); }

    /// One request on a connection of its own.
    std::string ask(std::string_view request, bool without_body = false) const {
        Client one = client();
        one.say(request);
        return one.answer(without_body);
    }
    std::string get(const std::string& path, const std::string& headers = "") const {
        return ask("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
    }

private:
    Server server_;
    std::thread thread_;
};

}  // namespace khuyenhoc::http
