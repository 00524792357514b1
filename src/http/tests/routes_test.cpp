// The tables over HTTP: a small capability with a real journal and a real store.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/check.h"
#include "client.h"
#include "http/openapi.h"
#include "http/parameters.h"
#include "http/routes.h"
#include "store/temporary.h"

namespace khuyenhoc::http {

namespace {

using Kind = Field::Kind;
using testing::HasSubstr;

Result<Answer> answer_of(json::value value) { return Answer{std::move(value), "", "", ""}; }

/// A shelf of books: one command that adds, queries of every form.
Table books() {
    Table table;
    table.name = "books";
    table.migrations = {{"books/0001",
                         "CREATE TABLE book(province_id BIGINT NOT NULL, seq BIGINT NOT NULL, title TEXT NOT NULL, "
                         "PRIMARY KEY (province_id, seq));"}};
    CommandLine add{"books.add",
                    "Adds a book.",
                    anyone(),
                    {{.name = "title", .least = 1, .most = 40, .note = "as printed"},
                     {.name = "pages", .kind = Kind::integer, .required = false, .least = 1}},
                    [](CommandContext& context, const json::object& body) -> Result<json::value> {
                        const std::string title = json::value_to<std::string>(body.at("title"));
                        if (title == "cấm") return refuse("books.forbidden", "title", {{"limit", "0"}});
                        check(title != "lỗi", "titles are not faults");
                        context.db.run("INSERT INTO book(province_id, seq, title) VALUES ($1, $2, $3)",
                                       {context.province, context.seq, title});
                        return json::value(json::object{{"title", title}, {"actor", context.actor}});
                    }};
    table.commands = {add};
    QueryLine count{
        "/api/books", "How many.", anyone(), {}, [](QueryContext& context, const json::object&) -> Result<Answer> {
            return answer_of(json::object{{"count", *context.db.query_integer("SELECT count(*) FROM book")},
                                          {"language", context.language}});
        }};
    QueryLine one{
        "/api/books/{seq}",
        "One.",
        anyone(),
        {{.name = "seq", .kind = Kind::integer, .least = 1, .note = "its number"},
         {.name = "on", .kind = Kind::date, .required = false},
         {.name = "full", .kind = Kind::boolean, .required = false},
         {.name = "ids", .kind = Kind::integers, .required = false, .most = 3},
         {.name = "words", .kind = Kind::texts, .required = false},
         {.name = "q", .required = false, .most = 20, .one_of = {"sách", "vở"}}},
        [](QueryContext&, const json::object& parameters) -> Result<Answer> { return answer_of(parameters); }};
    QueryLine first{
        "/api/books/first", "The first.", anyone(), {}, [](QueryContext&, const json::object&) -> Result<Answer> {
            return answer_of("first");
        }};
    QueryLine file{"/api/books/list.csv",
                   "All, as a file.",
                   anyone(),
                   {},
                   [](QueryContext&, const json::object&) -> Result<Answer> {
                       return Answer{{}, "a;b\r\n", "text/csv; charset=utf-8", "sach.csv"};
                   }};
    QueryLine guess{
        "/api/guess/{n}",
        "Would it fit?",
        anyone(),
        {{.name = "n", .kind = Kind::integer}},
        [](QueryContext&, const json::object& parameters) -> Result<Answer> { return answer_of(parameters); },
        {{.name = "shelf", .kind = Kind::object, .inside = {{.name = "width", .kind = Kind::integer}}}}};
    table.queries = {count, one, first, file, guess};
    table.refusals = {{"books.forbidden", 422, "Không được (tối đa {limit}).", "Not allowed (at most {limit})."}};
    return table;
}

class Routes : public testing::Test {
protected:
    Routes()
        : capabilities({ground_table(), table(), journal::table(), books()}),
          store(store::open_temporary()),
          journal(*store, capabilities, Key{}) {
        store->migrate(capabilities.migrations());
        extras.door = open_door();
        extras.raw = {{"POST", "/api/upload/books", "Takes a list.", [](const Request& request, Visitor&) {
                           return json_response(json::object{{"bytes", request.body.size()}}, 202);
                       }},
                      {"POST", "/api/guess/whole", "A whole path beside a query's.", [](const Request&, Visitor&) {
                           return json_response(json::object{{"whole", true}});
                       }}};
        extras.events = {{"/api/events/", "Progress.",
                          [](const Request& request, Visitor&, const SendEvent& send) { send("done", request.path); }}};
        auto handler = routes(capabilities, journal, *store, extras);
        handler.log = [](std::string_view) {};
        server.emplace(std::move(handler));
    }

    std::string post(const std::string& path, const std::string& body, const std::string& type = "application/json",
                     const std::string& more = "") const {
        return server->ask("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type + "\r\n" + more +
                           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    }
    std::string add(int id, const std::string& body) const {
        const std::string uuid = "00000000-0000-4000-8000-" + std::to_string(100000000000 + id);
        return post("/api/commands/books.add?lang=en", R"({"id":")" + uuid + R"(","province":14,"body":)" + body + "}");
    }

    Capabilities capabilities;
    std::unique_ptr<store::Store> store;
    journal::Journal journal;
    Extras extras;
    std::optional<RunningServer> server;
};

}  // namespace

TEST_F(Routes, a_whole_path_wins_over_a_parameter) {
    EXPECT_EQ(body_of(post("/api/guess/whole", "{}")), R"({"whole":true})");
    EXPECT_EQ(code_of(post("/api/guess/half", "{}")), "shape.wrong_type");
}

TEST_F(Routes, a_command_is_kept_once_and_answered_once) {
    const std::string done = add(1, R"({"title":"Truyện Kiều"})");
    EXPECT_EQ(status_of(done), 200);
    EXPECT_EQ(body_of(done), R"({"seq":1,"repeated":false,"answer":{"actor":"officer","title":"Truyện Kiều"}})");
    EXPECT_EQ(body_of(add(1, R"({"title":"Truyện Kiều"})")),
              R"({"seq":1,"repeated":true,"answer":{"actor":"officer","title":"Truyện Kiều"}})");
    const std::string conflict = add(1, R"({"title":"Lục Vân Tiên"})");
    EXPECT_EQ(status_of(conflict), 409);
    EXPECT_EQ(code_of(conflict), "journal.conflict");
    EXPECT_EQ(body_of(server->get("/api/books")), R"({"count":1,"language":"vi"})");
    EXPECT_EQ(body_of(server->get("/api/books?lang=en")), R"({"count":1,"language":"en"})");
}

TEST_F(Routes, a_refusal_has_its_status_and_sentence_and_is_remembered) {
    for (int time = 0; time < 2; ++time) {
        const std::string refused = add(2, R"({"title":"cấm"})");
        EXPECT_EQ(status_of(refused), 422);
        EXPECT_EQ(
            body_of(refused),
            R"({"refused":{"code":"books.forbidden","where":"title","facts":{"limit":"0"},"message":"Not allowed (at most 0)."}})");
    }
    EXPECT_EQ(body_of(server->get("/api/books")), R"({"count":0,"language":"vi"})");
    EXPECT_EQ(status_of(add(3, R"({"title":"lỗi"})")), 500);
    EXPECT_EQ(status_of(add(3, R"({"title":"sửa rồi"})")), 200) << "a fault leaves no trace of the command";
}

TEST_F(Routes, bad_commands) {
    const std::string id = R"("id":"00000000-0000-4000-8000-100000000009")";
    const struct {
        const char* path;
        std::string body;
        const char* type;
        const char* more;
        int status;
        const char* code;
        const char* where;
    } cases[] = {
        {"/api/commands/books.burn", "{}", "application/json", "", 404, "journal.unknown_command", ""},
        {"/api/commands/", "{}", "application/json", "", 404, "journal.unknown_command", ""},
        {"/api/commands/books.add", "{}", "text/plain", "", 415, "http.unsupported_type", "Content-Type"},
        {"/api/commands/books.add", "{}", "application/jsonx", "", 415, "http.unsupported_type", "Content-Type"},
        {"/api/commands/books.add", "{", "application/json", "", 400, "json.malformed", nullptr},
        {"/api/commands/books.add", "", "application/json", "", 400, "json.malformed", nullptr},
        {"/api/commands/books.add", "[]", "application/json; charset=utf-8", "", 422, "shape.wrong_type", "body"},
        {"/api/commands/books.add", R"({"id":1,"id":2})", "application/json", "", 400, "json.duplicate_key", "id"},
        {"/api/commands/books.add", "{" + id + R"(,"province":14})", "application/json", "", 422, "shape.missing_field",
         "body"},
        {"/api/commands/books.add", "{" + id + R"(,"province":14,"body":3})", "application/json", "", 422,
         "shape.wrong_type", "body"},
        {"/api/commands/books.add", "{" + id + R"(,"province":0,"body":{}})", "application/json", "", 422,
         "shape.out_of_range", "province"},
        {"/api/commands/books.add", "{" + id + R"(,"province":14,"body":{},"admin":1})", "application/json", "", 422,
         "shape.unknown_field", "admin"},
        {"/api/commands/books.add", "{" + id + R"(,"province":14,"body":{}})", "application/json", "", 422,
         "shape.missing_field", "title"},
        {"/api/commands/books.add", "{" + id + R"(,"province":14,"body":{"title":"a","pages":0}})", "application/json",
         "", 422, "shape.out_of_range", "pages"},
        {"/api/commands/books.add", R"({"id":"x","province":14,"body":{"title":"a"}})", "application/json", "", 422,
         "journal.bad_id", nullptr},
    };
    for (const auto& c : cases) {
        const std::string answer = post(c.path, c.body, c.type, c.more);
        EXPECT_EQ(status_of(answer), c.status) << c.body;
        EXPECT_EQ(code_of(answer), c.code) << c.body;
        if (c.where != nullptr) {
            EXPECT_THAT(answer, HasSubstr(std::string("\"where\":\"") + c.where + "\"")) << c.body;
        }
        EXPECT_THAT(answer, testing::Not(HasSubstr("\"message\":\"\"")));
    }
    const std::string got = server->get("/api/commands/books.add");
    EXPECT_EQ(status_of(got), 405);
    EXPECT_EQ(header_of(got, "Allow"), "POST");
    EXPECT_EQ(body_of(server->get("/api/books")), R"({"count":0,"language":"vi"})");
}

TEST_F(Routes, queries_are_typed_by_their_fields) {
    const struct {
        const char* path;
        int status;
        const char* body;  ///< or the code
    } cases[] = {
        {"/api/books/7", 200, R"({"seq":7})"},
        {"/api/books/7?on=2025-12-31&full=true&ids=1,2&words=a,b&q=s%C3%A1ch&lang=en", 200,
         R"({"seq":7,"on":"2025-12-31","full":true,"ids":[1,2],"words":["a","b"],"q":"sách"})"},
        {"/api/books/7?full=0&ids=1&ids=2&on=", 200, R"({"seq":7,"full":false,"ids":[1,2]})"},
        {"/api/books/first", 200, "\"first\""},
        {"/api/books/x", 422, "shape.wrong_type"},
        {"/api/books/0", 422, "shape.out_of_range"},
        {"/api/books/7?on=31/12/2025", 422, "shape.bad_date"},
        {"/api/books/7?full=maybe", 422, "shape.wrong_type"},
        {"/api/books/7?ids=1,x", 422, "shape.wrong_type"},
        {"/api/books/7?ids=1,2,3,4", 422, "shape.out_of_range"},
        {"/api/books/7?q=b%C3%BAt", 422, "shape.not_one_of"},
        {"/api/books/7?admin=1", 422, "shape.unknown_field"},
        {"/api/books/7?on=2025-01-01&on=2025-01-02", 400, "http.repeated_parameter"},
        {"/api/books/7?seq=8", 400, "http.repeated_parameter"},
        {"/api/books/", 404, "http.not_found"},
        {"/api/books/7/8", 404, "http.not_found"},
        {"/api/none", 404, "http.not_found"},
        {"/api", 404, "http.not_found"},
    };
    for (const auto& c : cases) {
        const std::string answer = server->get(c.path);
        EXPECT_EQ(status_of(answer), c.status) << c.path;
        EXPECT_EQ(c.status == 200 ? body_of(answer) : code_of(answer), c.body) << c.path;
        EXPECT_THAT(header_of(answer, "Server-Timing"), testing::StartsWith("handler;dur=")) << c.path;
    }
    const std::string posted = post("/api/books/7", "{}");
    EXPECT_EQ(status_of(posted), 405);
    EXPECT_EQ(header_of(posted, "Allow"), "GET, HEAD");
    const std::string options = server->ask("OPTIONS /api/books HTTP/1.1\r\nHost: localhost\r\n\r\n", true);
    EXPECT_EQ(status_of(options), 204);
    EXPECT_EQ(header_of(options, "Allow"), "GET, HEAD");
    const std::string head = server->ask("HEAD /api/books HTTP/1.1\r\nHost: localhost\r\n\r\n", true);
    EXPECT_EQ(header_of(head, "Content-Length"), "27");
}

TEST_F(Routes, a_query_with_a_body_gets_both) {
    EXPECT_EQ(body_of(post("/api/guess/3", R"({"shelf":{"width":2}})")), R"({"n":3,"shelf":{"width":2}})");
    EXPECT_EQ(code_of(post("/api/guess/3", R"({"shelf":{"width":"2"}})")), "shape.wrong_type");
    EXPECT_EQ(code_of(post("/api/guess/3", R"({"shelf":{"width":2}})", "text/csv")), "http.unsupported_type");
    EXPECT_EQ(header_of(server->get("/api/guess/3"), "Allow"), "POST");
}

TEST_F(Routes, files_uploads_streams_health) {
    const std::string file = server->get("/api/books/list.csv");
    EXPECT_EQ(body_of(file), "a;b\r\n");
    EXPECT_EQ(header_of(file, "Content-Type"), "text/csv; charset=utf-8");
    EXPECT_EQ(header_of(file, "Content-Disposition"), "attachment; filename=\"sach.csv\"");

    const std::string uploaded = post("/api/upload/books", std::string(3'000'000, 'a'), "text/csv");
    EXPECT_EQ(status_of(uploaded), 202);
    EXPECT_EQ(body_of(uploaded), R"({"bytes":3000000})");
    EXPECT_EQ(header_of(server->get("/api/upload/books"), "Allow"), "POST");

    Client watching = server->client();
    watching.say("GET /api/events/17 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_TRUE(watching.rest().ends_with("event: done\ndata: /api/events/17\n\n"));
    EXPECT_EQ(header_of(post("/api/events/17", ""), "Allow"), "GET, HEAD");
    EXPECT_EQ(status_of(server->get("/api/events/")), 404);

    EXPECT_EQ(body_of(server->get("/api/health")), R"({"status":"ok"})");
    EXPECT_EQ(status_of(server->get("/api/reference")), 200);
    EXPECT_EQ(header_of(server->get("/api/reference.css"), "Content-Type"), "text/css; charset=utf-8");
}

TEST_F(Routes, a_raw_route_may_name_the_slow_lane) {
    extras.raw.push_back({.method = "POST", .path = "/api/slow/", .summary = "Takes its time.", .answer = {}, .is_slow = true});
    const Handler handler = routes(capabilities, journal, *store, extras);
    const auto is_slow = [&](const char* method, const char* path) { return handler.is_slow(Request{.method = method, .path = path, .query = {}, .headers = {}, .body = {}, .peer = {}}); };
    EXPECT_TRUE(is_slow("POST", "/api/slow/one"));
    EXPECT_FALSE(is_slow("GET", "/api/slow/one"));
    EXPECT_FALSE(is_slow("POST", "/api/slower"));
    EXPECT_FALSE(is_slow("POST", "/api/guess/whole"));
}

// Every line of the tables is in the document, and every path of the document is answered.
TEST_F(Routes, the_document_and_the_routes_agree) {
    const std::string answer = server->get("/api/openapi.json");
    ASSERT_EQ(status_of(answer), 200);
    const auto document = parse_json(body_of(answer), 64);
    ASSERT_TRUE(document.has_value());
    const auto& paths = document->at("paths").as_object();
    EXPECT_TRUE(paths.contains("/api/commands/books.add"));
    for (const auto& line : books().queries) EXPECT_TRUE(paths.contains(line.path)) << line.path;
    EXPECT_TRUE(paths.contains("/api/upload/books"));
    EXPECT_TRUE(paths.contains("/api/events/{name}"));

    for (const auto& path : paths) {
        std::string concrete(path.key());
        for (std::size_t at = concrete.find('{'); at != std::string::npos; at = concrete.find('{')) {
            concrete.replace(at, concrete.find('}') - at + 1, "1");
        }
        for (const auto& operation : path.value().as_object()) {
            const bool is_get = operation.key() == "get";
            const bool is_stream = concrete.starts_with("/api/events/");
            const int status = is_stream ? 200 : status_of(is_get ? server->get(concrete) : post(concrete, "{}"));
            EXPECT_TRUE(status != 404 && status != 405 && status != 500) << concrete << " " << status;
        }
    }

    const auto& add = document->at_pointer("/paths/~1api~1commands~1books.add/post").as_object();
    EXPECT_EQ(add.at("operationId").as_string(), "books.add");
    const auto& body =
        add.at("requestBody").at_pointer("/content/application~1json/schema/properties/body").as_object();
    EXPECT_EQ(json::serialize(body.at("required")), R"(["title"])");
    EXPECT_EQ(json::serialize(body.at("properties").at("pages")), R"({"type":"integer","format":"int64","minimum":1})");
    const auto& refused = document->at_pointer("/components/responses/books_command_422").as_object();
    EXPECT_THAT(std::string(refused.at("description").as_string()), HasSubstr("`books.forbidden`: Not allowed"));
    EXPECT_THAT(std::string(refused.at("description").as_string()), HasSubstr("journal.bad_id"));
}

TEST_F(Routes, the_reference_says_every_line_in_both_languages) {
    for (const char* language : {"vi", "en"}) {
        const std::string page = reference_html(capabilities, extras, language);
        for (const char* text :
             {"POST /api/commands/books.add", "GET /api/books/{seq}", "POST /api/guess/{n}", "books.forbidden",
              "body.shelf.width", "Không được (tối đa {limit}).", "/api/upload/books"}) {
            EXPECT_THAT(page, HasSubstr(text)) << language;
        }
        EXPECT_THAT(page, HasSubstr(std::string("<html lang=\"") + language + "\""));
        EXPECT_THAT(page, testing::Not(HasSubstr("<script")));
    }
}

TEST(Parameters, a_text_that_does_not_fit_stays_a_text) {
    const std::vector<Field> fields = {
        {.name = "n", .kind = Kind::integer}, {.name = "o", .kind = Kind::object}, {.name = "t"}};
    const auto typed =
        typed_parameters({{"n", "9223372036854775808"}, {"o", "{\"a\":1}"}, {"t", ""}, {"u", "1"}}, fields);
    ASSERT_TRUE(typed.has_value());
    EXPECT_EQ(json::serialize(*typed), R"({"n":"9223372036854775808","o":{"a":1},"t":"","u":"1"})");
}

}  // namespace khuyenhoc::http
