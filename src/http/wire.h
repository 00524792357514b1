// The bytes of one connection, plain or through TLS. Private to connection.*, server.cpp and wire.cpp: with them the only
// files that include Boost.Asio.
//
// OpenSSL works on the socket itself, not through Asio's stream: the same short ways serve both, an answer is written
// where it is made, and nothing is copied between buffers of two libraries.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>

struct ssl_st;
struct ssl_ctx_st;

namespace khuyenhoc::http {

namespace asio = boost::asio;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;
using Timer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;
template <class T>
using Task = asio::awaitable<T, Executor>;
using ErrorCode = boost::system::error_code;

constexpr asio::use_awaitable_t<Executor> awaits{};
constexpr auto awaits_tuple = asio::as_tuple(awaits);

class Wire {
public:
    using Got = std::tuple<ErrorCode, std::size_t>;

    /// Plain when `context` is null. A TLS wire speaks only after `shake_hands`.
    Wire(Socket socket, std::shared_ptr<ssl_ctx_st> context);
    ~Wire();
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;

    bool is_tls() const { return tls_ != nullptr; }
    bool is_open() const { return socket_.is_open(); }
    /// Bytes that went through the socket, both ways; through TLS with its own words, so that a slow record is seen to move.
    std::size_t carried() const { return carried_; }
    void carried_plainly(std::size_t count) { carried_ += is_tls() ? 0 : count; }
    /// The other side's address, as text: "10.1.2.3", "2001:db8::1".
    std::string peer() const;

    Task<bool> shake_hands();
    Task<Got> read_some(std::span<char> room);
    /// Writes what the socket takes at once of `head`, and of `body` behind it. `would_block`: `wait_to_write`, then again
    /// with the same bytes.
    std::size_t write_some(std::string_view head, std::string_view body, ErrorCode& error);
    Task<std::tuple<ErrorCode>> wait_to_write();

    bool client_has_gone();
    void finish_sending();  ///< nothing will be written any more; what comes may still be read
    void cancel();          ///< whoever waits is told so
    void close();

private:
    struct Free {
        void operator()(ssl_st* tls) const;
    };
    Task<Got> read_sealed(std::span<char> room);
    std::optional<Socket::wait_type> waits_for(int result) const;
    void say_goodbye();

    Socket socket_;
    std::size_t carried_ = 0;
    std::unique_ptr<ssl_st, Free> tls_;
    Socket::wait_type waits_ = Socket::wait_write;
    bool is_up_ = false;  ///< hands are shaken
};

}  // namespace khuyenhoc::http
