// The reference page: the same tables as the OpenAPI document, as plain HTML for people.
#include <fmt/format.h>

#include <algorithm>

#include "http/openapi.h"

namespace khuyenhoc::http {

namespace {

using Kind = Field::Kind;

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

struct Words {
    std::string_view lang, title, intro, contents, commands, queries, refusals, other, field, kind, needed, note, yes,
        no, code, status, sentence, may, body, path, what, skip;
};

constexpr Words vietnamese{"vi",
                           "Tài liệu giao diện lập trình",
                           "Trang này được lập từ chính các bảng mà chương trình đang chạy.",
                           "Mục lục",
                           "Lệnh",
                           "Truy vấn",
                           "Từ chối",
                           "Địa chỉ khác",
                           "Trường",
                           "Kiểu",
                           "Bắt buộc",
                           "Ghi chú",
                           "có",
                           "không",
                           "Mã",
                           "Trạng thái",
                           "Câu trả lời",
                           "Ai được dùng",
                           "Nội dung gửi lên",
                           "Địa chỉ",
                           "Việc",
                           "Đến nội dung chính"};
constexpr Words english{"en",
                        "API reference",
                        "This page is made from the very tables that the program runs.",
                        "Contents",
                        "Commands",
                        "Queries",
                        "Refusals",
                        "Other addresses",
                        "Field",
                        "Kind",
                        "Required",
                        "Note",
                        "yes",
                        "no",
                        "Code",
                        "Status",
                        "Sentence",
                        "Who may",
                        "Body",
                        "Address",
                        "What",
                        "Skip to the content"};

std::string kind_text(const Field& field) {
    switch (field.kind) {
        case Kind::integer:
            return "integer";
        case Kind::text:
            return "text";
        case Kind::boolean:
            return "true/false";
        case Kind::date:
            return "YYYY-MM-DD";
        case Kind::integers:
            return "integer[]";
        case Kind::texts:
            return "text[]";
        case Kind::object:
            return "object";
        case Kind::objects:
            return "object[]";
        case Kind::any:
            return "JSON";
    }
    return "";
}

std::string range_text(const Field& field) {
    if (!field.one_of.empty()) {
        std::string out;
        for (const auto word : field.one_of) out += (out.empty() ? "" : " | ") + std::string(word);
        return out;
    }
    const bool least = field.least != INT64_MIN;
    const bool most = field.most != INT64_MAX;
    if (!least && !most) return "";
    return fmt::format("{}…{}", least ? std::to_string(field.least) : "", most ? std::to_string(field.most) : "");
}

class Page {
public:
    Page(const Capabilities& capabilities, const Extras& extras, const Words& words)
        : capabilities_(capabilities), extras_(extras), words_(words) {}

    std::string make() {
        out_ = fmt::format(
            "<!doctype html><html lang=\"{0}\"><head><meta charset=\"utf-8\"><title>Khuyenhoc – {1}</title>"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
            "<link rel=\"stylesheet\" href=\"/api/reference.css\"></head><body><a class=\"skip\" href=\"#main\">{2}</a>"
            "<header><h1>Khuyenhoc – {1}</h1><p>{3} <a href=\"/api/openapi.json\">OpenAPI 3.1</a> · "
            "<a href=\"?lang=vi\" lang=\"vi\" hreflang=\"vi\">Tiếng Việt</a> · "
            "<a href=\"?lang=en\" lang=\"en\" hreflang=\"en\">English</a></p></header>",
            words_.lang, words_.title, words_.skip, words_.intro);
        contents();
        out_ += "<main id=\"main\">";
        for (const auto& table : capabilities_.tables()) add_table(table);
        add_extras();
        out_ += "</main></body></html>\n";
        return std::move(out_);
    }

private:
    void contents() {
        out_ += fmt::format("<nav aria-label=\"{0}\"><h2>{0}</h2><ul>", words_.contents);
        for (const auto& table : capabilities_.tables()) {
            if (is_empty(table)) continue;
            out_ += fmt::format("<li><a href=\"#{0}\">{0}</a></li>", escaped(table.name));
        }
        out_ += "</ul></nav>";
    }

    static bool is_empty(const Table& table) {
        return table.commands.empty() && table.queries.empty() && table.refusals.empty();
    }

    void add_table(const Table& table) {
        if (is_empty(table)) return;
        out_ += fmt::format("<section aria-labelledby=\"{0}\"><h2 id=\"{0}\">{0}</h2>", escaped(table.name));
        if (!table.commands.empty()) out_ += fmt::format("<h3>{}</h3>", words_.commands);
        for (const auto& line : table.commands) {
            add_line(fmt::format("POST /api/commands/{}", line.name), line.summary, line.may);
            add_fields("body", line.fields);
        }
        if (!table.queries.empty()) out_ += fmt::format("<h3>{}</h3>", words_.queries);
        for (const auto& line : table.queries) {
            add_line(fmt::format("{} {}", line.has_body() ? "POST" : "GET", line.path), line.summary, line.may);
            add_fields("", line.parameters);
            add_fields("body", line.body);
        }
        add_refusals(table.refusals);
        out_ += "</section>";
    }

    void add_line(std::string_view address, std::string_view summary, const May& may) {
        out_ += fmt::format("<h4><code>{}</code></h4><p lang=\"en\">{}</p><p>{}: {}</p>", escaped(address),
                            escaped(summary), words_.may, text_of(may));
    }

    void add_fields(std::string_view prefix, const std::vector<Field>& fields) {
        if (fields.empty()) return;
        out_ += fmt::format(
            "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{0}\"><table><thead><tr>"
            "<th scope=\"col\">{0}</th><th scope=\"col\">{1}</th><th scope=\"col\">{2}</th><th scope=\"col\">{3}</th>"
            "</tr></thead><tbody>",
            words_.field, words_.kind, words_.needed, words_.note);
        add_rows(prefix.empty() ? "" : std::string(prefix) + ".", fields);
        out_ += "</tbody></table></div>";
    }

    void add_rows(const std::string& prefix, const std::vector<Field>& fields) {
        for (const auto& field : fields) {
            const std::string name = prefix + std::string(field.name);
            out_ += fmt::format(
                "<tr><th scope=\"row\"><code>{}</code></th><td>{} {}</td><td>{}</td><td lang=\"en\">{}</td></tr>",
                escaped(name), kind_text(field), escaped(range_text(field)), field.required ? words_.yes : words_.no,
                escaped(field.note));
            add_rows(name + (field.kind == Kind::objects ? "[]." : "."), field.inside);
        }
    }

    void add_refusals(const std::vector<RefusalKind>& kinds) {
        if (kinds.empty()) return;
        out_ += fmt::format(
            "<h3>{0}</h3><div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{0}\"><table><thead><tr>"
            "<th scope=\"col\">{1}</th><th scope=\"col\">{2}</th><th scope=\"col\">{3} (vi)</th>"
            "<th scope=\"col\">{3} (en)</th></tr></thead><tbody>",
            words_.refusals, words_.code, words_.status, words_.sentence);
        for (const auto& kind : kinds) {
            out_ += fmt::format(
                "<tr><th scope=\"row\"><code>{}</code></th><td>{}</td><td lang=\"vi\">{}</td><td "
                "lang=\"en\">{}</td></tr>",
                escaped(kind.code), kind.http_status, escaped(kind.vi), escaped(kind.en));
        }
        out_ += "</tbody></table></div>";
    }

    void add_extras() {
        out_ += fmt::format(
            "<section aria-labelledby=\"other\"><h2 id=\"other\">{0}</h2><table><thead><tr><th scope=\"col\">{1}</th>"
            "<th scope=\"col\">{2}</th></tr></thead><tbody>",
            words_.other, words_.path, words_.what);
        const auto row = [this](std::string_view method, std::string_view path, std::string_view summary) {
            out_ += fmt::format("<tr><th scope=\"row\"><code>{} {}</code></th><td lang=\"en\">{}</td></tr>", method,
                                escaped(path), escaped(summary));
        };
        for (const auto& route : extras_.raw) row(route.method, route.path, route.summary);
        for (const auto& route : extras_.events) row("GET", route.path, route.summary);
        row("GET", "/api/health", "Whether the program can read its store.");
        row("GET", "/api/openapi.json", "This reference as an OpenAPI 3.1 document.");
        out_ += "</tbody></table></section>";
    }

    const Capabilities& capabilities_;
    const Extras& extras_;
    const Words& words_;
    std::string out_;
};

}  // namespace

std::string reference_html(const Capabilities& capabilities, const Extras& extras, std::string_view language) {
    return Page(capabilities, extras, language == "en" ? english : vietnamese).make();
}

std::string_view reference_css() {
    return "body{font:1rem/1.5 system-ui,sans-serif;max-width:70rem;margin:0 "
           "auto;padding:1rem;color:#1b1b1b;background:#fff}"
           "a{color:#0b4f8a}h2{border-bottom:1px solid #999;margin-top:2.5rem}h4{margin:1.5rem 0 "
           "0}code{font-size:.95em}"
           ".wide{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{border:1px solid #bbb;padding:.3rem "
           ".5rem;"
           "text-align:left;vertical-align:top}thead th{background:#eef2f5}nav ul{columns:12rem;padding-left:1.2rem}"
           ".skip{position:absolute;left:-100rem}.skip:focus{position:static}\n";
}

}  // namespace khuyenhoc::http
