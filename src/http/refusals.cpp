#include "http/refusals.h"

#include <algorithm>
#include <iterator>

#include "base/json.h"
#include "capability/capability.h"

namespace khuyenhoc::http {

namespace {

constexpr RefusalKind kinds[] = {
    {"http.malformed", 400, "Yêu cầu không đúng khuôn dạng HTTP.", "The request is not well-formed HTTP."},
    {"http.ambiguous_length", 400, "Không thể xác định chắc chắn độ dài của yêu cầu nên yêu cầu bị từ chối.",
     "The length of the request is ambiguous, so it was refused."},
    {"http.bad_host", 400, "Yêu cầu phải có đúng một dòng Host.", "The request must have exactly one Host line."},
    {"http.bad_path", 400, "Đường dẫn có ký tự hoặc mã hóa không được phép.",
     "The path has characters or escapes that are not allowed."},
    {"http.bad_query", 400, "Phần tham số sau dấu hỏi có ký tự hoặc mã hóa không được phép.",
     "The parameters after the question mark have characters or escapes that are not allowed."},
    {"http.repeated_parameter", 400, "Tham số {name} được ghi nhiều lần.",
     "The parameter {name} is given more than once."},
    {"http.foreign_origin", 403, "Trang khác không được gửi thay đổi đến đây.",
     "Another site may not send changes here."},
    {"http.not_found", 404, "Không có địa chỉ này.", "There is nothing at this address."},
    {"http.method_not_allowed", 405, "Địa chỉ này không nhận phương thức đó.",
     "This address does not take that method."},
    {"http.slow_head", 408, "Phần đầu của yêu cầu đến quá chậm.", "The head of the request arrived too slowly."},
    {"http.slow_body", 408, "Nội dung của yêu cầu đến quá chậm.", "The body of the request arrived too slowly."},
    {"http.body_too_large", 413, "Nội dung gửi lên vượt quá {limit} byte.", "The body is larger than {limit} bytes."},
    {"http.target_too_long", 414, "Địa chỉ quá dài.", "The address is too long."},
    {"http.unsupported_type", 415, "Nội dung gửi lên phải là application/json.", "The body must be application/json."},
    {"http.bad_expectation", 417, "Chỉ nhận Expect: 100-continue.", "Only Expect: 100-continue is understood."},
    {"http.foreign_host", 421, "Máy chủ này chỉ trả lời cho đúng tên của mình.",
     "This server answers only to its own names."},
    {"http.head_too_large", 431, "Phần đầu của yêu cầu quá lớn.", "The head of the request is too large."},
    {"http.busy", 503, "Máy chủ đang bận, xin thử lại sau ít phút.", "The server is busy; please try again shortly."},
    {"http.bad_version", 505, "Chỉ nhận HTTP/1.0 và HTTP/1.1.", "Only HTTP/1.0 and HTTP/1.1 are understood."},
};

const RefusalKind& internal_kind() {
    static const RefusalKind kind = [] {
        for (const auto& one : ground_table().refusals) {
            if (one.code == "internal") return one;
        }
        return RefusalKind{"internal", 500, "", ""};
    }();
    return kind;
}

std::string sentence(std::string_view pattern, const Refusal& refusal) {
    std::string text(pattern);
    const auto fill = [&text](const std::string& name, const std::string& value) {
        const std::string mark = "{" + name + "}";
        for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + value.size())) {
            text.replace(at, mark.size(), value);
        }
    };
    fill("where", refusal.where);
    for (const auto& [name, value] : refusal.facts) fill(name, value);
    return text;
}

}  // namespace

std::span<const RefusalKind> refusal_kinds() { return kinds; }

const RefusalKind& kind_of(std::string_view code) {
    const auto* found = std::ranges::find(kinds, code, &RefusalKind::code);
    return found == std::end(kinds) ? internal_kind() : *found;
}

Response refusal_response(const Refusal& refusal, const RefusalKind& kind, std::string_view language) {
    json::object facts;
    for (const auto& [name, value] : refusal.facts) facts[name] = value;
    const std::string message = sentence(language == "en" ? kind.en : kind.vi, refusal);
    Response response;
    response.status = kind.http_status;
    response.body = json::serialize(json::object{
        {"refused",
         json::object{{"code", refusal.code}, {"where", refusal.where}, {"facts", facts}, {"message", message}}}});
    // How long to wait, for programs too.
    for (const auto& [name, value] : refusal.facts)
        if ((kind.http_status == 429 || kind.http_status == 503) && name == "seconds") response.headers.emplace_back("Retry-After", value);
    return response;
}

Response refusal_response(const Refusal& refusal, std::string_view language) {
    return refusal_response(refusal, kind_of(refusal.code), language);
}

std::string_view language_of(const Request& request) {
    for (const auto& [name, value] : request.query) {
        if (name == "lang") return value == "en" ? "en" : "vi";
    }
    return "vi";
}

}  // namespace khuyenhoc::http
