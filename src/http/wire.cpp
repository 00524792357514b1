#include "http/wire.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <climits>

#include "base/check.h"

namespace khuyenhoc::http {

namespace {

int as_int(std::size_t size) { return static_cast<int>(std::min<std::size_t>(size, INT_MAX)); }

bool is_patience(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

/// What OpenSSL reads and writes through. Its own would die of SIGPIPE when the client has gone.
struct Pipe {
    int socket;
    std::size_t* carried;
};

int carry(BIO* bio, ssize_t count, void (*again)(BIO*)) {
    BIO_clear_retry_flags(bio);
    if (count > 0) *static_cast<Pipe*>(BIO_get_data(bio))->carried += static_cast<std::size_t>(count);
    if (count < 0 && is_patience(errno)) again(bio);
    return static_cast<int>(count);
}

int pipe_write(BIO* bio, const char* bytes, int size) {
    const auto* pipe = static_cast<Pipe*>(BIO_get_data(bio));
    return carry(bio, ::send(pipe->socket, bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL | MSG_DONTWAIT),
                 [](BIO* self) { BIO_set_retry_write(self); });
}

int pipe_read(BIO* bio, char* bytes, int size) {
    const auto* pipe = static_cast<Pipe*>(BIO_get_data(bio));
    return carry(bio, ::recv(pipe->socket, bytes, static_cast<std::size_t>(size), MSG_DONTWAIT),
                 [](BIO* self) { BIO_set_retry_read(self); });
}

long pipe_control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

int pipe_free(BIO* bio) {
    delete static_cast<Pipe*>(BIO_get_data(bio));
    return 1;
}

BIO* new_pipe(int socket, std::size_t& carried) {
    static BIO_METHOD* const method = [] {
        BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "khuyenhoc pipe");
        check(made != nullptr, "OpenSSL makes a method");
        BIO_meth_set_write(made, pipe_write);
        BIO_meth_set_read(made, pipe_read);
        BIO_meth_set_ctrl(made, pipe_control);
        BIO_meth_set_destroy(made, pipe_free);
        return made;
    }();
    BIO* bio = BIO_new(method);
    check(bio != nullptr, "OpenSSL makes a pipe");
    BIO_set_data(bio, new Pipe{socket, &carried});
    BIO_set_init(bio, 1);
    return bio;
}

}  // namespace

void Wire::Free::operator()(ssl_st* tls) const { SSL_free(tls); }

Wire::Wire(Socket socket, std::shared_ptr<ssl_ctx_st> context) : socket_(std::move(socket)) {
    ErrorCode ignored;
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    socket_.non_blocking(true, ignored);
    if (!context) return;
    tls_.reset(SSL_new(context.get()));
    check(tls_ != nullptr, "OpenSSL begins a connection");
    BIO* pipe = new_pipe(socket_.native_handle(), carried_);
    SSL_set_bio(tls_.get(), pipe, pipe);
}

Wire::~Wire() = default;

std::string Wire::peer() const {
    ErrorCode error;
    const auto endpoint = socket_.remote_endpoint(error);
    if (error) return {};
    const auto address = endpoint.address();
    if (address.is_v6() && address.to_v6().is_v4_mapped()) {  // a socket of both kinds says IPv4 in this way
        return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
    }
    return address.to_string();
}

/// What must happen before the same call can go on; nothing when it never will.
std::optional<Socket::wait_type> Wire::waits_for(int result) const {
    switch (SSL_get_error(tls_.get(), result)) {
        case SSL_ERROR_WANT_READ:
            return Socket::wait_read;
        case SSL_ERROR_WANT_WRITE:
            return Socket::wait_write;
        default:
            return std::nullopt;
    }
}

Task<bool> Wire::shake_hands() {
    while (tls_ && !is_up_) {
        ERR_clear_error();
        const int result = SSL_accept(tls_.get());
        is_up_ = result == 1;
        if (is_up_) break;
        const auto wait = waits_for(result);
        if (!wait) co_return false;
        const auto [error] = co_await socket_.async_wait(*wait, awaits_tuple);
        if (error) co_return false;
    }
    co_return true;
}

Task<Wire::Got> Wire::read_some(std::span<char> room) {
    if (tls_) return read_sealed(room);
    return socket_.async_read_some(asio::buffer(room.data(), room.size()), awaits_tuple);
}

Task<Wire::Got> Wire::read_sealed(std::span<char> room) {
    while (true) {
        ERR_clear_error();
        const int count = SSL_read(tls_.get(), room.data(), as_int(room.size()));
        if (count > 0) co_return Got{ErrorCode(), static_cast<std::size_t>(count)};
        const auto wait = waits_for(count);
        if (!wait) co_return Got{asio::error::eof, 0};
        const auto [error] = co_await socket_.async_wait(*wait, awaits_tuple);
        if (error) co_return Got{error, 0};
    }
}

std::size_t Wire::write_some(std::string_view head, std::string_view body, ErrorCode& error) {
    if (!tls_) {
        const asio::const_buffer first(head.data(), head.size());
        const asio::const_buffer second(body.data(), body.size());
        const std::size_t count =
            body.empty() ? socket_.write_some(first, error) : socket_.write_some(std::array{first, second}, error);
        carried_ += count;
        return count;
    }
    error = {};
    const std::string_view next = head.empty() ? body : head;
    ERR_clear_error();
    const int count = SSL_write(tls_.get(), next.data(), as_int(next.size()));
    if (count > 0) return static_cast<std::size_t>(count);
    const auto wait = waits_for(count);
    waits_ = wait.value_or(Socket::wait_write);
    error = wait ? ErrorCode(asio::error::would_block) : ErrorCode(asio::error::eof);
    return 0;
}

Task<std::tuple<ErrorCode>> Wire::wait_to_write() { return socket_.async_wait(waits_, awaits_tuple); }

bool Wire::client_has_gone() {
    char byte = 0;
    if (tls_) {
        ERR_clear_error();
        const int result = SSL_peek(tls_.get(), &byte, 1);
        return result <= 0 && !waits_for(result);
    }
    const ssize_t got = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got == 0 || (got < 0 && !is_patience(errno));
}

/// So that the client can tell an end from a cut. A handshake that failed has said its own last word.
void Wire::say_goodbye() {
    if (!is_up_ || !socket_.is_open()) return;
    ERR_clear_error();
    SSL_shutdown(tls_.get());
    ERR_clear_error();
    is_up_ = false;
}

void Wire::finish_sending() {
    say_goodbye();
    ErrorCode ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
}

void Wire::cancel() {
    ErrorCode ignored;
    socket_.cancel(ignored);
}

void Wire::close() {
    say_goodbye();
    ErrorCode ignored;
    socket_.close(ignored);
}

}  // namespace khuyenhoc::http
