// A register of its own for a test: Son La's places, three hamlets, the journal, keys.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/check.h"
#include "people/people.h"
#include "store/temporary.h"

namespace khuyenhoc::people {

struct World {
    std::unique_ptr<store::Store> store;
    places::Places places{*store};
    static Keys keys_of_tests() { return Keys::from_master(Key{1, 2, 3}); }
    Keys keys = keys_of_tests();
    Capabilities capabilities{{ground_table(), journal::table(), places::table(places), table(places, keys)}};
    journal::Journal journal{*store, capabilities, Key{4}};
    std::int64_t muong_la = 0, quynh_nhai = 0;       ///< two communes
    std::int64_t ban_bo = 0, ban_chieng = 0, ban_pom = 0;  ///< Bản Bó and Bản Chiêng in the first, Bản Bó too in the second

    explicit World(std::unique_ptr<store::Store> opened = store::open_temporary()) : store(std::move(opened)) {
        store->migrate(capabilities.migrations());
        execute("places.load_facts", {});
        const auto atlas = places.atlas();
        const Date on{2025, 8, 1};
        muong_la = *atlas->resolve("Mường La", on, 14, places::Kind::commune);
        quynh_nhai = *atlas->resolve("Quỳnh Nhai", on, 14, places::Kind::commune);
        ban_bo = hamlet("Bó", muong_la);
        ban_chieng = hamlet("Chiêng", muong_la);
        ban_pom = hamlet("Bó", quynh_nhai);
    }

    std::int64_t hamlet(const std::string& name, std::int64_t commune) {
        const auto found = places.atlas()->by_name(name, Date{2025, 8, 1}, commune, places::Kind::hamlet);
        if (!found.empty()) return found.front();
        execute("places.add_hamlet", {{"name", name}, {"type", "ban"}, {"commune", commune}, {"from_date", "2025-07-01"}});
        return places.atlas()->by_name(name, Date{2025, 8, 1}, commune, places::Kind::hamlet).at(0);
    }

    Result<json::value> execute(const std::string& name, json::object body, const std::string& actor = "officer") {
        return journal.execute({random_uuid(), name, 14, actor, std::move(body)}).answer;
    }
    /// The code of the refusal, or "" when it was done.
    std::string code(const std::string& name, json::object body) {
        const auto answer = execute(name, std::move(body));
        return answer ? std::string() : answer.error().code;
    }
    std::int64_t id(const std::string& name, json::object body, const char* field) {
        const auto answer = execute(name, std::move(body));
        check(answer.has_value(), "a test's command is done");
        return answer->at(field).to_number<std::int64_t>();
    }
    std::int64_t household(const std::string& book_no, std::int64_t where = 0) {
        return id("people.add_household", {{"hamlet_id", where == 0 ? ban_bo : where}, {"book_no", book_no}, {"from_date", "2025-08-01"}}, "household_id");
    }
    json::object person(std::int64_t household_id, const std::string& name, const std::string& birth, const std::string& relation = "child") {
        return {{"household_id", household_id}, {"full_name", name}, {"birth", birth}, {"sex", "female"}, {"relation", relation}, {"from_date", "2025-08-01"}};
    }
    std::int64_t add(std::int64_t household_id, const std::string& name, const std::string& birth, const std::string& relation = "child") {
        return id("people.add_person", person(household_id, name, birth, relation), "person_id");
    }

    Result<json::value> ask(std::string_view path, json::object parameters, std::string_view language = "vi", Date today = {2025, 12, 31}) {
        for (const auto& line : capabilities.tables().back().queries) {
            if (line.path != path) continue;
            auto fields = line.parameters;
            fields.insert(fields.end(), line.body.begin(), line.body.end());
            auto shaped = check_shape(parameters, fields);
            if (!shaped) return std::unexpected(shaped.error());
            auto reader = store->reader();
            QueryContext context{*reader, std::string(language), today};
            auto answer = line.run(context, *shaped);
            if (!answer) return std::unexpected(answer.error());
            return answer->value;
        }
        return refuse("internal", "no such query");
    }
    /// Names a search finds, one after another.
    std::string found(const std::string& q, std::int64_t birth_year = 0) {
        json::object parameters{{"q", q}};
        if (birth_year != 0) parameters["birth_year"] = birth_year;
        const auto answer = ask("/api/people/search", parameters);
        if (!answer) return answer.error().code;
        std::string names;
        for (const auto& person : answer->at("people").as_array())
            names += (names.empty() ? "" : "; ") + json::value_to<std::string>(person.at("name"));
        return names;
    }
    std::int64_t count(const std::string& sql) { return store->reader()->query_integer(sql).value_or(0); }
    std::string text(const std::string& sql) { return store->reader()->query_text(sql).value_or(""); }
    std::vector<std::string> broken() { return capabilities.run_checks(*store->reader()); }
};

/// A folder that is gone after the test.
struct Folder {
    std::string path;
    Folder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "khuyenhoc-people-XXXXXX").string();
        check(::mkdtemp(pattern.data()) != nullptr, "a folder can be made");
        path = pattern;
    }
    ~Folder() { std::filesystem::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::string file(const std::string& name, const std::string& bytes) const {
        std::ofstream(path + "/" + name, std::ios::binary) << bytes;
        return path + "/" + name;
    }
};

inline std::string read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace khuyenhoc::people
