// The server: sockets, HTTP/1.1, limits, static files, event streams. Knows no domain and no JSON beyond errors.
// Boost.Asio stays inside wire.*, connection.* and server.cpp, Boost.Beast inside request_reader.cpp, OpenSSL inside
// wire.cpp and certificate.cpp.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace khuyenhoc::http {

struct Request {
    std::string method;                                        ///< "GET", "HEAD", "POST"
    std::string path;                                          ///< decoded, no query, always starts with '/'
    std::vector<std::pair<std::string, std::string>> query;    ///< decoded, in order
    std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
    std::string body;
    std::string peer;     ///< the client's address; behind a proxy what the proxy says, never what the client says
    bool secure = false;  ///< it came through TLS, ours or the proxy's

    std::string_view header(std::string_view lower_case_name) const;  ///< "" when absent
};

struct Response {
    int status = 200;
    std::string content_type = "application/json; charset=utf-8";
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    bool compressible = true;
};

/// One file kept in memory with its compressed siblings, as the build embeds the pages.
struct StaticFile {
    std::string_view path;  ///< "/assets/index-1a2b.js"
    std::string_view content_type;
    std::string_view plain;
    std::string_view brotli;  ///< empty when not worth it
    std::string_view gzip;
    bool immutable = false;  ///< hashed name: may be cached for a year
};

/// Sends one server-sent event; returns false once the client has gone or the server stops. Waits while the client
/// reads slower than events come. Safe from any thread but the server's own.
using SendEvent = std::function<bool(std::string_view event, std::string_view data)>;

struct Handler {
    /// Answers a request; runs on a worker thread, may block, may throw (becomes 500 with code "internal").
    std::function<Response(const Request&)> answer;
    /// Returns true when `request` is an event stream it will feed; it then owns calling `send` until done.
    /// Runs on a thread of its own (so that streams never starve requests) and blocks for the life of the stream's
    /// work. Must return soon after `send` has returned false. Optional.
    std::function<bool(const Request&, const SendEvent& send)> stream;
    /// Is this path an event stream? Asked on the IO thread; must be quick. Optional.
    std::function<bool(const Request&)> is_stream;
    /// Is this request answered slowly on purpose, such as one with a password? Asked on the IO thread; must be quick. Optional.
    std::function<bool(const Request&)> is_slow;
    std::vector<StaticFile> files;
    /// Served for unknown non-/api paths without a dot (the pages' own routes). Optional path of a static file.
    std::string fallback_file = "/index.html";
    /// Takes JSON lines of failures and of requests turned away: codes, kinds, numbers, never a path or a value. Standard error when empty.
    std::function<void(std::string_view line)> log = {};
};

struct Limits {
    std::size_t header_bytes = 16 * 1024;
    std::size_t body_bytes = 1 * 1024 * 1024;
    std::size_t upload_bytes = 256 * 1024 * 1024;  ///< for paths that start with `upload_prefix`
    std::string upload_prefix = "/api/upload/";
    int header_seconds = 10;                ///< to receive the whole head
    int body_seconds = 30;                  ///< without any byte of the body arriving
    int least_body_bytes_per_second = 500;  ///< averaged after the first `rate_after_seconds`; both ways
    int rate_after_seconds = 10;
    int idle_seconds = 75;   ///< keep-alive
    int write_seconds = 30;  ///< without any byte of the answer being taken
    int grace_seconds = 10;  ///< for open requests after stop()
    std::size_t connections = 4096;
    std::size_t streams = 64;                          ///< event streams at once
    std::size_t bodies_in_memory = 768 * 1024 * 1024;  ///< of all requests together; more is refused as http.busy
    int io_threads = 1;
    int workers = 4;  ///< threads for GET and HEAD
    int writers = 2;  ///< threads for the rest: waiting for the one writer never stops reading
    int slow_workers = 8;            ///< threads for what is slow on purpose: it keeps nobody else waiting
    std::size_t slow_requests = 64;  ///< of those, waiting and at work; more is refused as http.busy
    std::size_t slow_requests_of_client = 24;  ///< of one address (an office shares one), or of one network of IPv6
};

/// Where a server listens and by which names it is called. What is refused: listening.h.
struct Listening {
    std::string at;                      ///< "127.0.0.1:8080" or "[::1]:8080"; port 0 takes a free one
    std::string certificate = {};        ///< PEM file of the chain; with it TLS is spoken, and nothing else
    std::string certificate_key = {};    ///< PEM file of its key
    std::vector<std::string> names = {};  ///< what Host must say (against DNS rebinding); none: this machine's own names
    bool behind_proxy = false;           ///< X-Forwarded-For and X-Forwarded-Proto are believed
    std::vector<std::string> proxies = {};  ///< beside this machine itself: nobody else is let in then
};

/// What became of looking at the certificate's files.
struct CertificateNews {
    bool taken = false;  ///< else the old one stays
    std::string sentence;
};

/// Listens and serves until `stop`.
class Server {
public:
    /// Throws std::runtime_error with a sentence: an address, a name or a certificate that will not do.
    Server(Listening listening, Handler handler, Limits limits = {});
    ~Server();  ///< waits for handlers that still run
    std::uint16_t port() const;
    void run();            ///< blocks; returns after stop() and a grace period in which open requests finish. Once.
    void stop() noexcept;  ///< safe from a signal-watching thread
    /// Looks whether the certificate's files have changed, or reads them again in any case; connections that stand keep the
    /// old one. From one thread at a time. Nothing without TLS, and when there is nothing new.
    std::optional<CertificateNews> look_at_certificate(bool read_anyway);
    std::optional<int> certificate_days_left() const;

private:
    struct Machinery;
    std::unique_ptr<Machinery> machinery_;
};

}  // namespace khuyenhoc::http
