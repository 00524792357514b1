#include <gtest/gtest.h>

#include <cstring>

#include "http/compress.h"
#include "http/event_stream.h"
#include "http/request.h"
#include "http/request_reader.h"
#include "http/response_head.h"

namespace khuyenhoc::http {

namespace {

using Progress = RequestReader::Progress;

/// Reads `bytes` in pieces of `piece`; the code of the refusal, or method, path and body of each request.
std::string read_all(std::string_view bytes, std::size_t piece, const Limits& limits = {}) {
    RequestReader reader(limits);
    std::string out;
    Progress progress = Progress::more;
    while (true) {
        if (progress == Progress::refused) return out + reader.refusal().code;
        if (progress == Progress::whole) {
            out += reader.request().method + " " + reader.request().path + " [" + reader.request().body + "]\n";
            progress = reader.next();
            continue;
        }
        if (bytes.empty()) return out;
        const auto room = reader.room();
        const std::size_t count = std::min({piece, room.size(), bytes.size()});
        std::memcpy(room.data(), bytes.data(), count);
        bytes.remove_prefix(count);
        progress = reader.took(count);
    }
}

using namespace std::string_view_literals;

const struct {
    std::string_view name;
    std::string_view bytes;
    std::string_view reads;
} streams[] = {
    {"plain", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET / []\n"},
    {"body", "POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc", "POST /a [abc]\n"},
    {"chunks",
     "POST /a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nT: "
     "1\r\n\r\n",
     "POST /a [abcde]\n"},
    {"pipelined",
     "POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\nxGET /b HTTP/1.1\r\nHost: localhost\r\n\r\n",
     "POST /a [x]\nGET /b []\n"},
    {"absolute form", "GET http://localhost/x?y=1 HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET /x []\n"},
    {"old", "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n", "GET / []\n"},
    // Request smuggling.
    {"length and chunked",
     "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
     "http.ambiguous_length"},
    {"chunked and length",
     "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
     "http.ambiguous_length"},
    {"gzip encoding",
     "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\nGET /hidden HTTP/1.1\r\nHost: "
     "localhost\r\n\r\n",
     "http.ambiguous_length"},
    {"chunked, gzip", "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked, gzip\r\n\r\n",
     "http.ambiguous_length"},
    {"gzip, chunked", "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
     "http.ambiguous_length"},
    {"identity", "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: identity\r\n\r\n", "http.ambiguous_length"},
    {"quoted chunked", "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: \"chunked\"\r\n\r\n",
     "http.ambiguous_length"},
    {"chunked twice",
     "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
     "http.ambiguous_length"},
    {"empty encoding", "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: \r\n\r\n", "http.ambiguous_length"},
    {"chunked on 1.0", "POST / HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
     "http.ambiguous_length"},
    {"two lengths", "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
     "http.ambiguous_length"},
    {"two equal lengths", "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
     "http.ambiguous_length"},
    {"list of lengths", "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1, 1\r\n\r\na", "http.ambiguous_length"},
    {"negative length", "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\na", "http.ambiguous_length"},
    {"signed length", "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: +1\r\n\r\na", "http.ambiguous_length"},
    {"hex length", "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0x1\r\n\r\na", "http.ambiguous_length"},
    {"endless length", "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 18446744073709551617\r\n\r\na",
     "http.ambiguous_length"},
    {"missing host", "GET / HTTP/1.1\r\n\r\n", "http.bad_host"},
    {"two hosts", "GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", "http.bad_host"},
    {"bare line feed", "GET / HTTP/1.1\nHost: localhost\n\n", "http.malformed"},
    {"bare line feed in head", "GET / HTTP/1.1\r\nHost: localhost\nX: y\r\n\r\n", "http.malformed"},
    {"bare carriage return", "GET / HTTP/1.1\r\nHost: localhost\rX: y\r\n\r\n", "http.malformed"},
    {"space before colon", "GET / HTTP/1.1\r\nHost : localhost\r\n\r\n", "http.malformed"},
    {"folded line", "GET / HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n", "http.malformed"},
    {"folded with tab", "GET / HTTP/1.1\r\nHost: localhost\r\nX: a\r\n\tb\r\n\r\n", "http.malformed"},
    {"space before first header", "GET / HTTP/1.1\r\n Host: localhost\r\n\r\n", "http.malformed"},
    {"zero byte", "GET / HTTP/1.1\r\nHost: localhost\r\nX: a\0b\r\n\r\n"sv, "http.malformed"},
    {"zero byte in target", "GET /\0 HTTP/1.1\r\nHost: localhost\r\n\r\n"sv, "http.malformed"},
    {"empty first line", "\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "http.malformed"},
    {"chunk size of letters", "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
     "http.malformed"},
    {"chunk without end",
     "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n", "http.malformed"},
    {"chunk with bare line feed",
     "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n", "http.malformed"},
    {"length in trailer",
     "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 4\r\n\r\n",
     "http.ambiguous_length"},
    // The rest.
    {"version 2", "GET / HTTP/2.0\r\nHost: localhost\r\n\r\n", "http.bad_version"},
    {"version 0.9", "GET /\r\n\r\n", "http.malformed"},
    {"foreign host", "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", "http.foreign_host"},
    {"foreign origin", "POST / HTTP/1.1\r\nHost: localhost:1\r\nOrigin: http://evil.example\r\n\r\n",
     "http.foreign_origin"},
    {"null origin", "POST / HTTP/1.1\r\nHost: localhost:1\r\nOrigin: null\r\n\r\n", "http.foreign_origin"},
    {"own origin", "POST / HTTP/1.1\r\nHost: localhost:1\r\nOrigin: http://localhost:1\r\n\r\n", "POST / []\n"},
    {"foreign origin may read", "GET / HTTP/1.1\r\nHost: localhost:1\r\nOrigin: http://evil.example\r\n\r\n",
     "GET / []\n"},
    {"expects something else", "POST / HTTP/1.1\r\nHost: localhost\r\nExpect: tea\r\n\r\n", "http.bad_expectation"},
    {"above", "GET /a/../b HTTP/1.1\r\nHost: localhost\r\n\r\n", "http.bad_path"},
    {"tunnel", "CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n", "http.bad_path"},
};

}  // namespace

TEST(RequestReader, reads_the_same_whole_and_byte_by_byte) {
    for (const auto& stream : streams) {
        EXPECT_EQ(read_all(stream.bytes, stream.bytes.size()), stream.reads) << stream.name;
        EXPECT_EQ(read_all(stream.bytes, 1), stream.reads) << stream.name;
        EXPECT_EQ(read_all(stream.bytes, 7), stream.reads) << stream.name;
    }
}

TEST(RequestReader, refuses_what_is_too_large) {
    Limits limits;
    limits.header_bytes = 300;
    limits.body_bytes = 10;
    limits.upload_bytes = 20;
    const std::string head = "POST /api/x HTTP/1.1\r\nHost: localhost\r\n";
    const std::string upload = "POST /api/upload/x HTTP/1.1\r\nHost: localhost\r\n";
    const std::string chunked = "Transfer-Encoding: chunked\r\n\r\n";
    const struct {
        std::string bytes;
        std::string reads;
    } cases[] = {
        {"GET /" + std::string(400, 'a'), "http.target_too_long"},
        {"GET /" + std::string(400, 'a') + " HTTP/1.1\r\nHost: localhost\r\n\r\n", "http.target_too_long"},
        {head + "X: " + std::string(400, 'a'), "http.head_too_large"},
        {head + "X: " + std::string(400, 'a') + "\r\n\r\n", "http.head_too_large"},
        {head + "Content-Length: 10\r\n\r\n0123456789", "POST /api/x [0123456789]\n"},
        {head + "Content-Length: 11\r\n\r\n", "http.body_too_large"},
        {upload + "Content-Length: 20\r\n\r\n01234567890123456789", "POST /api/upload/x [01234567890123456789]\n"},
        {upload + "Content-Length: 21\r\n\r\n", "http.body_too_large"},
        {head + chunked + "a\r\n0123456789\r\n0\r\n\r\n", "POST /api/x [0123456789]\n"},
        {head + chunked + "b\r\n01", "http.body_too_large"},
        {head + chunked + "9\r\n012345678\r\n2\r\n", "http.body_too_large"},
        {head + chunked + "FFFFFFFFFFFFFFFF\r\n", "http.body_too_large"},
        {head + chunked + "1;x=" + std::string(400, 'a'), "http.head_too_large"},
        {head + chunked + "0\r\nX: " + std::string(400, 'a'), "http.head_too_large"},
    };
    for (const auto& c : cases) {
        EXPECT_EQ(read_all(c.bytes, 64, limits), c.reads) << c.bytes.substr(0, 120);
        EXPECT_EQ(read_all(c.bytes, 1, limits), c.reads) << c.bytes.substr(0, 120);
    }
    std::string many = "GET / HTTP/1.1\r\nHost: localhost\r\n";
    for (int i = 0; i < 100; ++i) many += "A: b\r\n";
    EXPECT_EQ(read_all(many + "\r\n", 64), "http.head_too_large");
}

TEST(Request, target_becomes_path_and_query) {
    const struct {
        std::string_view target;
        std::string_view reads;
    } cases[] = {
        {"/", "/"},
        {"/a%20b", "/a b"},
        {"/%C3%A1p", "/áp"},
        {"/a?b=1&c=%C4%91+x&d&&e==", "/a|b=1|c=đ x|d=|e=="},
        {"/a?", "/a"},
        {"/...", "/..."},
        {"/a%2", "http.bad_path"},
        {"/a%zz", "http.bad_path"},
        {"/a%00b", "http.bad_path"},
        {"/a%0Ab", "http.bad_path"},
        {"/a%2Fb", "http.bad_path"},
        {"/a%5c..%5cb", "http.bad_path"},
        {"/a\\b", "http.bad_path"},
        {"/..", "http.bad_path"},
        {"/%2e%2E/etc/passwd", "http.bad_path"},
        {"/a/./b", "http.bad_path"},
        {"/%ff", "http.bad_path"},
        {"/%C0%AE%C0%AE/", "http.bad_path"},
        {"/a#b", "http.bad_path"},
        {"*", "http.bad_path"},
        {"a", "http.bad_path"},
        {"", "http.bad_path"},
        {"http://localhost", "/"},
        {"HTTP://localhost/x", "/x"},
        {"http://localhost?x", "http.bad_path"},
        {"/a?b=%", "http.bad_query"},
        {"/a?b=%00", "http.bad_query"},
        {"/a?b=%ff", "http.bad_query"},
        {"/a?=1", "http.bad_query"},
    };
    for (const auto& c : cases) {
        Request request;
        const auto refused = read_target(c.target, request);
        std::string reads = refused ? refused->code : request.path;
        if (!refused) {
            for (const auto& [name, value] : request.query) reads += "|" + name + "=" + value;
        }
        EXPECT_EQ(reads, c.reads) << c.target;
    }
}

TEST(Request, only_names_of_this_machine) {
    for (const char* host :
         {"localhost", "LOCALHOST:8080", "127.0.0.1", "127.0.0.1:1", "127.1.2.3", "[::1]", "[::1]:8080"}) {
        EXPECT_TRUE(is_loopback_name(host)) << host;
    }
    for (const char* host :
         {"", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "127.evil.example", "127.0.0",
          "127..0.1", "127.0.0.", "localhost:80:80", "localhost:http", "[::2]", "[::1", "0.0.0.0", "127.0.0.1@x"}) {
        EXPECT_FALSE(is_loopback_name(host)) << host;
    }
}

TEST(Compress, best_encoding_that_is_accepted) {
    const struct {
        const char* accept;
        std::string_view best;
    } cases[] = {{"", ""},
                 {"gzip", "gzip"},
                 {"gzip, deflate, br", "br"},
                 {"br;q=0, gzip", "gzip"},
                 {"br;q=0.0,gzip;q=0", ""},
                 {"BR", "br"},
                 {"brx", ""},
                 {" br ; q=0.5 ", "br"},
                 {"*", ""},
                 {"identity", ""}};
    for (const auto& c : cases) EXPECT_EQ(name_of(best_encoding(c.accept)), c.best) << c.accept;
}

TEST(Response, date_of_a_known_second) {
    EXPECT_EQ(http_date(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(http_date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
}

TEST(EventStream, lines_of_data_cannot_become_events) {
    EXPECT_EQ(event_text("done", "a"), "event: done\ndata: a\n\n");
    EXPECT_EQ(event_text("a\nevent: b", "x\r\ny\n\nevent: z\rq"),
              "event: aevent: b\ndata: x\ndata: y\ndata: \ndata: event: z\ndata: q\n\n");
    EXPECT_EQ(event_text("e", ""), "event: e\ndata: \n\n");
}

}  // namespace khuyenhoc::http
