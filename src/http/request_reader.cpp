#include "http/request_reader.h"

#include <boost/beast/http/basic_parser.hpp>

#include <algorithm>
#include <cstring>
#include <optional>

#include "http/request.h"

namespace khuyenhoc::http {

namespace {

namespace beast = boost::beast;

constexpr std::size_t first_room = 4 * 1024;
constexpr std::size_t body_room = 64 * 1024;
constexpr std::size_t most_headers = 100;

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

std::string lower_case(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    }
    return out;
}

bool is_length(std::string_view text) {
    return !text.empty() && text.size() <= 18 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// Beast's events, written straight into our Request. What the guard must know is counted on the way.
class Parser final : public beast::http::basic_parser<true> {
public:
    Parser(Request& request, const Limits& limits) : request_(request) {
        header_limit(static_cast<std::uint32_t>(limits.header_bytes));
        body_limit(boost::none);
    }

    bool old = false;
    int hosts = 0;
    int lengths = 0;
    int encodings = 0;
    bool plain_length = true;   ///< Content-Length is one plain number
    bool plain_chunked = true;  ///< Transfer-Encoding is exactly "chunked"
    std::size_t most_body = 0;  ///< set when the head is known
    std::string target;
    std::string host;
    std::string expect;

private:
    using Error = boost::system::error_code;

    void on_request_impl(beast::http::verb, beast::string_view method, beast::string_view where, int version,
                         Error&) override {
        request_.method = view(method);
        target = view(where);
        old = version == 10;
    }
    void on_response_impl(int, beast::string_view, int, Error&) override {}
    void on_field_impl(beast::http::field, beast::string_view name, beast::string_view value, Error& error) override {
        if (is_header_done()) return;  // trailers are read and dropped: they may not change what the head said
        if (request_.headers.size() >= most_headers) {
            error = beast::http::error::header_limit;
            return;
        }
        request_.headers.emplace_back(lower_case(view(name)), view(value));
        note(request_.headers.back().first, request_.headers.back().second);
    }
    void note(std::string_view name, std::string_view value) {
        if (name == "host") {
            ++hosts;
            host = value;
        } else if (name == "content-length") {
            ++lengths;
            plain_length = plain_length && is_length(value);
        } else if (name == "transfer-encoding") {
            ++encodings;
            plain_chunked = plain_chunked && same_word(value, "chunked");
        } else if (name == "expect") {
            expect = value;
        }
    }
    void on_header_impl(Error&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>& length, Error&) override {
        // What a client announces is not yet sent: room is made as bytes arrive.
        if (length) request_.body.reserve(std::min<std::size_t>(*length, 1u << 20));
    }
    std::size_t on_body_impl(beast::string_view piece, Error&) override {
        request_.body.append(piece.data(), piece.size());
        return piece.size();
    }
    void on_chunk_header_impl(std::uint64_t size, beast::string_view, Error& error) override {
        if (size > most_body - std::min(most_body, request_.body.size())) error = beast::http::error::body_limit;
    }
    std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view piece, Error&) override {
        request_.body.append(piece.data(), piece.size());
        return piece.size();
    }
    void on_finish_impl(Error&) override {}

    Request& request_;
};

std::string_view code_of(const boost::system::error_code& error) {
    using Code = beast::http::error;
    if (error == Code::header_limit) return "http.head_too_large";
    if (error == Code::body_limit) return "http.body_too_large";
    if (error == Code::bad_version) return "http.bad_version";
    if (error == Code::bad_content_length || error == Code::multiple_content_length ||
        error == Code::bad_transfer_encoding) {
        return "http.ambiguous_length";
    }
    return "http.malformed";
}

}  // namespace

struct RequestReader::Machinery {
    Machinery(const Limits& limits_, const Listening& listening_) : limits(limits_), listening(listening_) {
        parser.emplace(request, limits);
    }

    const Limits& limits;
    const Listening& listening;
    Request request;
    Refusal refusal;
    std::optional<Parser> parser;
    std::string buffer;  ///< bytes [start, end) wait to be read
    std::size_t start = 0;
    std::size_t end = 0;
    std::size_t scanned = 0;  ///< of the head, from `start`: already searched for line ends
    std::size_t line = 0;     ///< of the head, from `start`: where the current line begins
    bool head = false;
    bool expectation = false;
    bool is_refused = false;

    Progress refuse_with(std::string_view code, std::size_t limit = 0) {
        is_refused = true;
        refusal = Refusal{std::string(code), "", {}};
        if (limit > 0) refusal.facts.emplace_back("limit", std::to_string(limit));
        return Progress::refused;
    }

    /// Looks for the end of the head line by line. Bare line feeds, folded lines and a leading empty line are refused
    /// here, before the parser sees them. nullopt: not complete; 0: refused; else the head's length.
    std::optional<std::size_t> find_head() {
        const std::string_view bytes(buffer.data() + start, end - start);
        while (scanned < bytes.size()) {
            const std::size_t feed = bytes.find('\n', scanned);
            if (feed == std::string_view::npos) {
                scanned = bytes.size();
                break;
            }
            if (feed == 0 || bytes[feed - 1] != '\r') return 0;
            const bool is_empty = feed - 1 == line;
            if (is_empty) return line == 0 ? 0 : feed + 1;
            if (line > 0 && (bytes[line] == ' ' || bytes[line] == '\t')) return 0;
            scanned = line = feed + 1;
        }
        return std::nullopt;
    }

    Progress read_head() {
        const std::optional<std::size_t> length = find_head();
        if (length == 0u) return refuse_with("http.malformed");
        const std::size_t so_far = length.value_or(end - start);
        if (so_far > limits.header_bytes || (!length && so_far == limits.header_bytes)) {
            return refuse_with(line == 0 ? "http.target_too_long" : "http.head_too_large", limits.header_bytes);
        }
        if (!length) return Progress::more;
        boost::system::error_code error;
        const std::size_t used = parser->put(boost::asio::const_buffer(buffer.data() + start, *length), error);
        if (error) return refuse_with(code_of(error));
        start += used;
        if (used != *length || !parser->is_header_done()) return refuse_with("http.malformed");
        return check_head();
    }

    /// The guard: a request whose length or addressee could be read in two ways is not read at all.
    Progress check_head() {
        if (parser->encodings > 0) {
            if (parser->old || parser->encodings > 1 || !parser->plain_chunked || parser->lengths > 0) {
                return refuse_with("http.ambiguous_length");
            }
        }
        if (parser->lengths > 1 || !parser->plain_length) return refuse_with("http.ambiguous_length");
        if (parser->hosts != 1) return refuse_with("http.bad_host");
        if (auto refused = read_target(parser->target, request)) {
            refusal = std::move(*refused);
            is_refused = true;
            return Progress::refused;
        }
        if (!is_own_name(parser->host, listening.names)) return refuse_with("http.foreign_host");
        request.secure = is_secure(request, listening);
        if (!has_own_origin(request, parser->host)) return refuse_with("http.foreign_origin");
        return check_body();
    }

    Progress check_body() {
        const bool is_upload = request.path.starts_with(limits.upload_prefix);
        parser->most_body = is_upload ? limits.upload_bytes : limits.body_bytes;
        const auto length = parser->content_length();
        if (length && *length > parser->most_body) return refuse_with("http.body_too_large", parser->most_body);
        if (!parser->expect.empty()) {
            if (!same_word(parser->expect, "100-continue")) return refuse_with("http.bad_expectation");
            expectation = !parser->old && !parser->is_done();
        }
        head = true;
        return read_body();
    }

    Progress read_body() {
        // Beast 1.81 asserts that a last chunk has five bytes, but "0\r\n" arriving alone has three. No chunked body
        // ever ends with fewer than five bytes unread, so waiting for them is safe.
        const std::size_t least = parser->chunked() ? 5 : 1;
        while (!parser->is_done() && end - start >= least) {
            boost::system::error_code error;
            const std::size_t used = parser->put(boost::asio::const_buffer(buffer.data() + start, end - start), error);
            start += used;
            if (used > 0) expectation = false;
            if (error == beast::http::error::need_more) break;
            if (error == beast::http::error::body_limit) return refuse_with("http.body_too_large", parser->most_body);
            if (error) return refuse_with(code_of(error));
        }
        if (parser->is_done()) return Progress::whole;
        // Only lines of a chunked body stay in the buffer: sizes with extensions, and trailers.
        if (end - start > limits.header_bytes) return refuse_with("http.head_too_large", limits.header_bytes);
        return Progress::more;
    }

    Progress advance() {
        if (is_refused) return Progress::refused;
        return head ? read_body() : read_head();
    }
};

const Listening& on_this_machine() {
    static const Listening listening;
    return listening;
}

RequestReader::RequestReader(const Limits& limits, const Listening& listening)
    : machinery_(std::make_unique<Machinery>(limits, listening)) {}
RequestReader::~RequestReader() = default;

std::span<char> RequestReader::room() {
    auto& m = *machinery_;
    if (m.start > 0) {
        std::memmove(m.buffer.data(), m.buffer.data() + m.start, m.end - m.start);
        m.end -= m.start;
        m.start = 0;
    }
    const std::size_t wanted = m.end + (m.head ? body_room : first_room);
    if (m.buffer.size() < wanted && m.buffer.size() - m.end < first_room / 2) m.buffer.resize(wanted);
    if (m.head && m.buffer.size() < body_room) m.buffer.resize(body_room);
    return {m.buffer.data() + m.end, m.buffer.size() - m.end};
}

RequestReader::Progress RequestReader::took(std::size_t count) {
    machinery_->end += count;
    return machinery_->advance();
}

RequestReader::Progress RequestReader::next() {
    auto& m = *machinery_;
    m.request.path.clear();
    m.request.query.clear();
    m.request.headers.clear();
    m.request.secure = false;
    if (m.request.body.capacity() > body_room) m.request.body = {};
    m.request.body.clear();
    m.parser.emplace(m.request, m.limits);
    m.scanned = m.line = 0;
    m.head = m.expectation = false;
    if (m.start == m.end) {
        m.start = m.end = 0;
        if (m.buffer.size() > first_room) m.buffer = {};
        return Progress::more;
    }
    return m.advance();
}

Request& RequestReader::request() { return machinery_->request; }
const Refusal& RequestReader::refusal() const { return machinery_->refusal; }
bool RequestReader::has_begun() const { return machinery_->head || machinery_->end > machinery_->start; }
bool RequestReader::has_head() const { return machinery_->head; }
bool RequestReader::keep_alive() const { return machinery_->head && machinery_->parser->keep_alive(); }
bool RequestReader::is_old() const { return machinery_->parser->old; }
bool RequestReader::take_expectation() { return std::exchange(machinery_->expectation, false); }

}  // namespace khuyenhoc::http
