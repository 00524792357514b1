// Reads HTTP/1 requests out of a stream of bytes: bytes in, a request or a refusal out. Knows no socket and no clock.
// Boost.Beast stays inside request_reader.cpp.
//
// The parser of Debian's Beast 1.81 lets through what makes request smuggling possible (any Transfer-Encoding, missing
// or repeated Host, folded lines); the guard for all of it is here, so that server and fuzzer pass through the same
// code.
#pragma once

#include <memory>
#include <span>

#include "base/result.h"
#include "http/http.h"

namespace khuyenhoc::http {

/// Without names, proxy or TLS.
const Listening& on_this_machine();

class RequestReader {
public:
    enum class Progress {
        more,     ///< put more bytes into `room()`
        whole,    ///< `request()` is complete; then `next()`
        refused,  ///< `refusal()` says why; nothing more may be read from this stream
    };

    /// Both must outlive the reader.
    explicit RequestReader(const Limits& limits, const Listening& listening = on_this_machine());
    ~RequestReader();

    /// Where the next bytes of the stream may be put. Never empty while `more` is the answer.
    std::span<char> room();
    /// `count` bytes were put into `room()`.
    Progress took(std::size_t count);
    /// Forgets the whole request and starts the next with what has already arrived (pipelining).
    Progress next();

    Request& request();
    const Refusal& refusal() const;

    bool has_begun() const;   ///< a byte of the current request is here
    bool has_head() const;    ///< the head is complete and was accepted
    bool keep_alive() const;  ///< after a whole request: the client wants to go on
    bool is_old() const;      ///< HTTP/1.0
    /// True once, when the client waits for "100 Continue" before it sends the body.
    bool take_expectation();

private:
    struct Machinery;
    std::unique_ptr<Machinery> machinery_;
};

}  // namespace khuyenhoc::http
