// A client that says exactly the bytes it is told to, plainly or through TLS, and a server to say them to.
#pragma once

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <chrono>
#include <string>
#include <thread>

#include "certificates.h"
#include "http/http.h"

namespace khuyenhoc::http {

using namespace std::chrono_literals;

class Client {
public:
    /// With `context` it speaks TLS, to a server called localhost.
    explicit Client(std::uint16_t port, int receive_buffer = 0, const ClientContext& context = nullptr) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        if (receive_buffer > 0) ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const timeval patience{10, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
        if (!context || !connected_) return;
        ::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to lines that broke
        tls_.reset(SSL_new(context.get()));
        SSL_set_fd(tls_.get(), socket_);
        SSL_set1_host(tls_.get(), "localhost");
        SSL_set_tlsext_host_name(tls_.get(), "localhost");
        shaken_ = SSL_connect(tls_.get()) == 1;
    }
    ~Client() {
        if (shaken_) SSL_shutdown(tls_.get());
        if (socket_ >= 0) ::close(socket_);
    }
    Client(Client&& other) noexcept
        : socket_(std::exchange(other.socket_, -1)),
          connected_(other.connected_),
          shaken_(std::exchange(other.shaken_, false)),
          tls_(std::move(other.tls_)),
          received_(std::move(other.received_)) {}
    Client& operator=(Client&&) = delete;

    bool connected() const { return connected_; }
    /// Hands were shaken, and the server was who it should be.
    bool shaken() const { return shaken_; }
    SSL* tls() const { return tls_.get(); }
    int socket() const { return socket_; }

    bool say(std::string_view bytes) const {
        if (tls_) {
            std::size_t sent = 0;
            return bytes.empty() || SSL_write_ex(tls_.get(), bytes.data(), bytes.size(), &sent) == 1;
        }
        while (!bytes.empty()) {
            const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }
    void stop_sending() const {
        if (tls_) SSL_shutdown(tls_.get());
        ::shutdown(socket_, SHUT_WR);
    }

    /// Waits for some bytes; false at the end of the stream or after `patience`.
    bool hear(std::chrono::milliseconds patience = 5s) {
        pollfd wait{socket_, POLLIN, 0};
        const bool has_more = tls_ && SSL_pending(tls_.get()) > 0;
        if (!has_more && ::poll(&wait, 1, static_cast<int>(patience.count())) <= 0) return false;
        char bytes[65536];
        const ssize_t got = tls_ ? SSL_read(tls_.get(), bytes, sizeof bytes) : ::recv(socket_, bytes, sizeof bytes, 0);
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
    /// The end was said, not only a line that broke. Through TLS nobody else can say it.
    bool ended_in_order() const { return ended_ && (!tls_ || (SSL_get_shutdown(tls_.get()) & SSL_RECEIVED_SHUTDOWN) != 0); }
    const std::string& received() const { return received_; }

private:
    static std::size_t length_of_body(const std::string& head) {
        const std::size_t at = head.find("\r\nContent-Length: ");
        return at == std::string::npos ? 0 : std::stoul(head.substr(at + 18));
    }

    int socket_;
    bool connected_ = false;
    bool shaken_ = false;
    std::unique_ptr<SSL, decltype(&SSL_free)> tls_{nullptr, SSL_free};
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

/// How the servers and clients of a test speak, unless it says so itself.
inline bool speaks_tls = false;

inline Listening on_a_free_port() {
    if (!speaks_tls) return {.at = "127.0.0.1:0"};
    return {.at = "127.0.0.1:0", .certificate = common_certificate().chain, .certificate_key = common_certificate().key};
}

class RunningServer {
public:
    explicit RunningServer(Handler handler, Limits limits = {}, Listening listening = on_a_free_port())
        : context_(listening.certificate.empty() ? nullptr : believing(listening.certificate)),
          server_(std::move(listening), std::move(handler), std::move(limits)) {
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
    Client client(int receive_buffer = 0) const { return Client(server_.port(), receive_buffer, context_); }
    Server& server() { return server_; }

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
    ClientContext context_;
    Server server_;
    std::thread thread_;
};

}  // namespace khuyenhoc::http
