// Fuzzer: any bytes as the body of a command. Always an answer or a named refusal, never a fault; the same bytes again
// get the same answer.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "http/routes.h"

namespace {

using namespace khuyenhoc;
using Kind = Field::Kind;

void must(bool holds) {
    if (!holds) std::abort();
}

/// One command with a field of every kind, which answers with its body.
Table echo() {
    Table table;
    table.name = "echo";
    const Field word{.name = "w", .required = false, .most = 5, .one_of = {"a", "đ"}};
    CommandLine line{
        "echo.all",
        "Says its body back.",
        anyone(),
        {{.name = "i", .kind = Kind::integer, .required = false, .least = -9, .most = 99},
         {.name = "t", .required = false, .least = 1, .most = 9},
         {.name = "b", .kind = Kind::boolean, .required = false},
         {.name = "d", .kind = Kind::date, .required = false},
         {.name = "is", .kind = Kind::integers, .required = false, .most = 4},
         {.name = "ts", .kind = Kind::texts, .required = false, .most = 4},
         {.name = "o", .kind = Kind::object, .required = false, .inside = {word}},
         {.name = "os", .kind = Kind::objects, .required = false, .most = 3, .inside = {word}},
         {.name = "x", .kind = Kind::any, .required = false}},
        [](CommandContext&, const json::object& body) -> Result<json::value> { return json::value(body); }};
    line.secret_fields = {"t"};
    table.commands = {line};
    return table;
}

/// A whole API over a store in memory, made anew now and then so that the journal stays small.
struct World {
    Capabilities capabilities{{ground_table(), http::table(), journal::table(), echo()}};
    std::unique_ptr<store::Store> store = store::open_sqlite(":memory:");
    journal::Journal journal{*store, capabilities, Key{}};
    http::Handler handler = http::routes(capabilities, journal, *store, {.door = http::open_door()});

    World() { store->migrate(capabilities.migrations()); }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static std::unique_ptr<World> world;
    static int used = 0;
    if (!world || ++used % 1000 == 0) world = std::make_unique<World>();

    http::Request request;
    request.method = "POST";
    request.path = "/api/commands/echo.all";
    request.headers = {{"content-type", "application/json"}};
    request.body.assign(reinterpret_cast<const char*>(bytes), size);
    const http::Response first = world->handler.answer(request);
    must(first.status == 200 || first.status == 400 || first.status == 409 || first.status == 422);
    const auto answer = parse_json(first.body, 64);
    must(answer.has_value());
    must(answer->as_object().contains(first.status == 200 ? "answer" : "refused"));

    const http::Response again = world->handler.answer(request);
    must(again.status == first.status);
    if (first.status == 200)
        must(canonical_json(parse_json(again.body, 64)->at("answer")) == canonical_json(answer->at("answer")));
    return 0;
}
