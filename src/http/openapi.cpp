#include "http/openapi.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "http/refusals.h"

namespace khuyenhoc::http {

namespace {

using Kind = Field::Kind;

json::object reference(std::string_view part, std::string_view name) {
    return {{"$ref", fmt::format("#/components/{}/{}", part, name)}};
}

json::object object_schema(const std::vector<Field>& fields);

void add_bounds(json::object& schema, const Field& field, const char* least, const char* most) {
    if (field.least != INT64_MIN) schema[least] = field.least;
    if (field.most != INT64_MAX) schema[most] = field.most;
}

json::object text_schema(const Field& field) {
    json::object schema{{"type", "string"}};
    if (!field.one_of.empty()) schema["enum"] = json::array(field.one_of.begin(), field.one_of.end());
    return schema;
}

json::object list_schema(const Field& field, json::object item) {
    json::object schema{{"type", "array"}, {"items", std::move(item)}};
    add_bounds(schema, field, "minItems", "maxItems");
    return schema;
}

json::object bare_schema(const Field& field) {
    switch (field.kind) {
        case Kind::integer: {
            json::object schema{{"type", "integer"}, {"format", "int64"}};
            add_bounds(schema, field, "minimum", "maximum");
            return schema;
        }
        case Kind::text: {
            json::object schema = text_schema(field);
            add_bounds(schema, field, "minLength", "maxLength");
            return schema;
        }
        case Kind::boolean:
            return {{"type", "boolean"}};
        case Kind::date:
            return {{"type", "string"}, {"format", "date"}};
        case Kind::integers:
            return list_schema(field, {{"type", "integer"}, {"format", "int64"}});
        case Kind::texts:
            return list_schema(field, text_schema(field));
        case Kind::object:
            return object_schema(field.inside);
        case Kind::objects:
            return list_schema(field, object_schema(field.inside));
        case Kind::any:
            break;
    }
    return {};
}

json::object field_schema(const Field& field) {
    json::object schema = bare_schema(field);
    if (!field.note.empty()) schema["description"] = field.note;
    return schema;
}

json::object object_schema(const std::vector<Field>& fields) {
    json::object properties;
    json::array required;
    for (const auto& field : fields) {
        properties[field.name] = field_schema(field);
        if (field.required) required.emplace_back(field.name);
    }
    json::object schema{{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
    if (!required.empty()) schema["required"] = std::move(required);
    return schema;
}

json::object json_content(json::object schema) {
    return {{"application/json", json::object{{"schema", std::move(schema)}}}};
}

/// Codes by status: what a line of a table may be refused with.
using Refusals = std::map<int, std::vector<const RefusalKind*>>;

Refusals by_status(const std::vector<const Table*>& tables) {
    Refusals out;
    for (const auto* table : tables) {
        for (const auto& kind : table->refusals) out[kind.http_status].push_back(&kind);
    }
    return out;
}

json::object refusal_response_of(const std::vector<const RefusalKind*>& kinds) {
    json::array codes;
    std::string text;
    for (const auto* kind : kinds) {
        codes.emplace_back(kind->code);
        text += fmt::format("- `{}`: {}\n", kind->code, kind->en);
    }
    json::object narrowed{
        {"properties",
         json::object{{"refused", json::object{{"properties",
                                                json::object{{"code", json::object{{"enum", std::move(codes)}}}}}}}}}};
    json::array all;
    all.emplace_back(reference("schemas", "Refused"));
    all.emplace_back(std::move(narrowed));
    return {{"description", text}, {"content", json_content({{"allOf", std::move(all)}})}};
}

json::object refused_schema() {
    const json::object text{{"type", "string"}};
    json::object facts{{"type", "object"},
                       {"additionalProperties", text},
                       {"description", "Safe words for the sentence: counts, limits, codes, shapes of values."}};
    json::object code{{"type", "string"}, {"description", "Stable: programs may rely on it."}};
    json::object where{{"type", "string"}, {"description", "The field, row or column; empty when there is none."}};
    json::object message{{"type", "string"}, {"description", "A sentence in the language asked for."}};
    json::object inside{
        {"type", "object"},
        {"required", json::array{"code", "where", "facts", "message"}},
        {"properties", json::object{{"code", code}, {"where", where}, {"facts", facts}, {"message", message}}}};
    return {
        {"type", "object"}, {"required", json::array{"refused"}}, {"properties", json::object{{"refused", inside}}}};
}

json::object done_schema() {
    json::object seq{
        {"type", "integer"}, {"format", "int64"}, {"description", "The command's number in its province's journal."}};
    json::object repeated{{"type", "boolean"}, {"description", "True when this id had been answered before."}};
    return {{"type", "object"},
            {"required", json::array{"seq", "repeated", "answer"}},
            {"properties", json::object{{"seq", seq}, {"repeated", repeated}, {"answer", json::object{}}}}};
}

json::object command_schema(const CommandLine& line) {
    json::object id{
        {"type", "string"},
        {"format", "uuid"},
        {"description", "Made where the person acts, before the first attempt to send; the same id is answered once."}};
    json::object province{
        {"type", "integer"}, {"minimum", 1}, {"maximum", 99}, {"description", "The province's official code."}};
    return {{"type", "object"},
            {"required", json::array{"id", "province", "body"}},
            {"additionalProperties", false},
            {"properties", json::object{{"id", id}, {"province", province}, {"body", object_schema(line.fields)}}}};
}

json::object parameter(std::string_view place, const Field& field) {
    const bool in_path = place == "path";
    json::object out{
        {"name", field.name}, {"in", place}, {"required", in_path || field.required}, {"schema", bare_schema(field)}};
    if (!field.note.empty()) out["description"] = field.note;
    if (!in_path && (field.kind == Kind::integers || field.kind == Kind::texts)) {
        out["style"] = "form";
        out["explode"] = false;
    }
    return out;
}

json::array parameters_of(std::string_view path, const std::vector<Field>& fields) {
    json::array out;
    for (const auto& field : fields) {
        const bool in_path = path.find(fmt::format("{{{}}}", field.name)) != std::string_view::npos;
        out.emplace_back(parameter(in_path ? "path" : "query", field));
    }
    const bool has_language = std::ranges::find(fields, "lang", &Field::name) != fields.end();
    if (!has_language) out.emplace_back(reference("parameters", "lang"));
    return out;
}

/// "/api/places/{place_id}" -> "get.places.place_id"
std::string operation_id(std::string_view method, std::string_view path) {
    std::string id(method);
    constexpr std::string_view api = "/api/";
    for (const char c : path.substr(path.starts_with(api) ? api.size() - 1 : 0)) {
        if (c == '/') id += '.';
        else if (c != '{' && c != '}') id += c;
    }
    while (id.ends_with('.')) id.pop_back();
    return id;
}

/// Builds the document table by table.
class Document {
public:
    Document(const Capabilities& capabilities, const Extras& extras) : capabilities_(capabilities), extras_(extras) {}

    json::object make(std::string_view version) {
        add_components();
        for (const auto& table : capabilities_.tables()) add_table(table);
        add_extras();
        add_server_routes();
        json::object license{{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}};
        json::object info{
            {"title", "Khuyenhoc"},
            {"version", version},
            {"license", license},
            {"description", "Commands, queries and refusals of Khuyenhoc, made from the program's own tables."}};
        return {{"openapi", "3.1.0"},
                {"info", info},
                {"servers", json::array{json::object{{"url", "/"}, {"description", "This program."}}}},
                {"security", json::array{}},
                {"tags", tags_},
                {"paths", paths_},
                {"components", components_}};
    }

private:
    void add_components() {
        json::object lang{{"name", "lang"},
                          {"in", "query"},
                          {"required", false},
                          {"description", "Language of sentences and names; Vietnamese when left out."},
                          {"schema", json::object{{"type", "string"}, {"enum", json::array{"vi", "en"}}}}};
        components_ = {{"schemas", json::object{{"Refused", refused_schema()}, {"Done", done_schema()}}},
                       {"parameters", json::object{{"lang", lang}}},
                       {"responses", json::object{}}};
    }

    /// The responses of a line of `table`: what it answers, and every refusal it may give, each written once.
    json::object responses(const Table& table, bool is_command, json::object answer) {
        std::vector<const Table*> tables{&table};
        for (const auto& other : capabilities_.tables()) {
            const bool always = other.name == "ground" || other.name == "http";
            const bool of_commands = is_command && other.name == "journal";
            if ((always || of_commands) && &other != &table) tables.push_back(&other);
        }
        json::object out{{"200", std::move(answer)}};
        auto& shared = components_["responses"].as_object();
        for (const auto& [status, kinds] : by_status(tables)) {
            const std::string name = fmt::format("{}_{}_{}", table.name, is_command ? "command" : "query", status);
            if (!shared.contains(name)) shared[name] = refusal_response_of(kinds);
            out[std::to_string(status)] = reference("responses", name);
        }
        return out;
    }

    void add_tag(std::string_view name, std::string_view text) {
        tags_.emplace_back(json::object{{"name", name}, {"description", text}});
    }

    void add_table(const Table& table) {
        if (table.commands.empty() && table.queries.empty()) return;
        add_tag(table.name, fmt::format("Commands and queries of {}.", table.name));
        for (const auto& line : table.commands) add_command(table, line);
        for (const auto& line : table.queries) add_query(table, line);
    }

    void add_command(const Table& table, const CommandLine& line) {
        json::object done{{"description", "Done, and durable; or done before with the same words."},
                          {"content", json_content(reference("schemas", "Done"))}};
        json::array parameters{reference("parameters", "lang")};
        json::object body{{"required", true}, {"content", json_content(command_schema(line))}};
        add_operation(fmt::format("/api/commands/{}", line.name), "post",
                      {{"operationId", line.name},
                       {"summary", line.summary},
                       {"tags", json::array{table.name}},
                       {"x-may", text_of(line.may)},
                       {"parameters", parameters},
                       {"requestBody", body},
                       {"responses", responses(table, true, done)}});
    }

    void add_query(const Table& table, const QueryLine& line) {
        const std::string_view method = line.has_body() ? "post" : "get";
        json::object answer{{"description", "The answer; a file where a format other than JSON is asked for."},
                            {"content", json_content({})}};
        json::object operation{{"operationId", operation_id(method, line.path)},
                               {"summary", line.summary},
                               {"tags", json::array{table.name}},
                               {"x-may", text_of(line.may)},
                               {"parameters", parameters_of(line.path, line.parameters)},
                               {"responses", responses(table, false, answer)}};
        if (line.has_body()) {
            operation["requestBody"] =
                json::object{{"required", true}, {"content", json_content(object_schema(line.body))}};
        }
        add_operation(line.path, method, std::move(operation));
    }

    /// Routes outside the tables. One that takes everything below a path is written with a last part of its own.
    void add_extras() {
        for (const auto& route : extras_.raw) {
            std::string method = route.method;
            std::ranges::transform(method, method.begin(), [](char c) { return static_cast<char>(c | 0x20); });
            add_plain(route.path, method, route.summary, "application/octet-stream");
        }
        for (const auto& route : extras_.events) add_plain(route.path, "get", route.summary, "text/event-stream");
    }

    void add_server_routes() {
        add_plain("/api/health", "get", "Whether the program can read its store.", "application/json");
        add_plain("/api/openapi.json", "get", "This document.", "application/json");
        add_plain("/api/reference", "get", "This document as a page for people.", "text/html");
    }

    void add_plain(std::string_view route, std::string_view method, std::string_view summary, std::string_view type) {
        if (tags_.empty() || tags_.back().at("name") != "program")
            add_tag("program", "Uploads, progress, and the program itself.");
        std::string path(route);
        json::array parameters{reference("parameters", "lang")};
        if (path.ends_with('/')) {
            path += "{name}";
            parameters.emplace_back(parameter("path", {.name = "name"}));
        }
        const Table own{.name = "program"};
        json::object operation{{"operationId", operation_id(method, path)},
                               {"summary", summary},
                               {"tags", json::array{"program"}},
                               {"parameters", parameters},
                               {"responses", responses(own, false,
                                                       {{"description", "The answer."},
                                                        {"content", json::object{{type, json::object{}}}}})}};
        if (method == "post") {
            operation["requestBody"] =
                json::object{{"content", json::object{{"application/octet-stream", json::object{}}}}};
        }
        add_operation(path, method, std::move(operation));
    }

    void add_operation(std::string_view path, std::string_view method, json::object operation) {
        auto& item = paths_[path];
        if (!item.is_object()) item = json::object();
        item.as_object()[method] = std::move(operation);
    }

    const Capabilities& capabilities_;
    const Extras& extras_;
    json::array tags_;
    json::object paths_;
    json::object components_;
};

}  // namespace

std::string openapi_json(const Capabilities& capabilities, const Extras& extras, std::string_view version) {
    return json::serialize(Document(capabilities, extras).make(version));
}

}  // namespace khuyenhoc::http
