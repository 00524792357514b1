// A small province in a real SQLite store: two communes, five hamlets, invented people; and the journal to change it.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "base/crypto.h"
#include "journal/journal.h"
#include "people/people.h"
#include "places/places.h"
#include "recognition/recognition.h"
#include "store/temporary.h"

namespace khuyenhoc::recognition {

constexpr std::int64_t son_la = 14;
constexpr std::int64_t id(std::int64_t n) { return son_la * 1'000'000'000'000 + n; }
constexpr std::int64_t chieng_an = id(1), moc_son = id(2);  // communes
constexpr std::int64_t ban_bo = id(11), ban_hin = id(12), ban_mong = id(13), tieu_khu_1 = id(21), tieu_khu_2 = id(22);
constexpr std::int64_t hamlets[] = {ban_bo, ban_hin, ban_mong, tieu_khu_1, tieu_khu_2};

/// A command of the people's capability, as far as recognition can tell: it runs SQL, journalled.
inline Table people_stand_in() {
    Table t;
    t.name = "people_stand_in";
    CommandLine line;
    line.name = "people.run_sql";
    line.summary = "Changes the register.";
    line.fields = {{.name = "sql", .most = 100'000}};
    line.run = [](CommandContext& context, const json::object& body) -> Result<json::value> {
        context.db.run_script(json::value_to<std::string>(body.at("sql")));
        return json::object{};
    };
    t.commands.push_back(std::move(line));
    CommandLine demo;
    demo.name = "demo.begin";
    demo.summary = "Says that people are invented.";
    demo.run = [](CommandContext&, const json::object&) -> Result<json::value> { return json::object{}; };
    t.commands.push_back(std::move(demo));
    return t;
}

class SmallWorld {
public:
    explicit SmallWorld(std::unique_ptr<store::Store> opened = store::open_temporary())
        : store_(std::move(opened)), recognition_(std::make_unique<Recognition>(*store_)) {
        Table people = people::table(places_, keys_);
        people.commands.clear();
        std::vector<Table> tables = {ground_table(),    journal::table(),  places::table(places_),
                                     std::move(people), people_stand_in(), table(*recognition_)};
        capabilities_ = std::make_unique<Capabilities>(std::move(tables));
        store_->migrate(capabilities_->migrations());
        journal_ = std::make_unique<journal::Journal>(*store_, *capabilities_, Key{});
    }

    store::Store& store() { return *store_; }
    Recognition& recognition() { return *recognition_; }
    const Capabilities& capabilities() const { return *capabilities_; }

    // -- the register, by hand

    void sql(const std::string& script) {
        auto writer = store_->writer();
        store::Transaction transaction(writer.connection);
        writer.connection.run_script(script);
        transaction.commit();
    }
    std::int64_t number(std::string_view query) { return store_->reader()->query_integer(query).value_or(-1); }

    void add_places() {
        const auto place = [&](std::int64_t place_id, const char* kind, const char* type, const char* name,
                               std::int64_t parent) {
            std::string script = fmt::format(
                "INSERT INTO place VALUES({},'{}',14,'1900-01-01',NULL);"
                "INSERT INTO place_name VALUES({},'1900-01-01',NULL,'{}','{}','{}','x');",
                place_id, kind, place_id, type, name, name);
            if (parent != 0)
                script += fmt::format("INSERT INTO place_parent VALUES({},{},'1900-01-01',NULL);", place_id, parent);
            sql(script);
        };
        place(son_la, "province", "tinh", "Sơn La", 0);
        place(chieng_an, "commune", "phuong", "Chiềng An", son_la);
        place(moc_son, "commune", "phuong", "Mộc Sơn", son_la);
        place(ban_bo, "hamlet", "ban", "Bó", chieng_an);
        place(ban_hin, "hamlet", "ban", "Hìn", chieng_an);
        place(ban_mong, "hamlet", "ban", "Mòng", chieng_an);
        place(tieu_khu_1, "hamlet", "tieu_khu", "1", moc_son);
        place(tieu_khu_2, "hamlet", "tieu_khu", "2", moc_son);
    }

    static std::string household_sql(std::int64_t n, std::int64_t hamlet, const char* from = "2010-01-01") {
        return fmt::format(
            "INSERT INTO household VALUES(14,{0},'{1}','{2}',NULL,0);"
            "INSERT INTO household_home VALUES(14,{0},'{2}',NULL,{3},0);",
            id(n), n, from, hamlet);
    }
    static std::string person_sql(std::int64_t n, const char* name, int birth_year, int sex = 1) {
        return fmt::format("INSERT INTO person VALUES(14,{},'{}',1,'{}',{},{},2,NULL,NULL,NULL,0);", id(n), name,
                           birth_year, birth_year, sex);
    }
    static std::string member_sql(std::int64_t household, std::int64_t person, int relation,
                                  const char* from = "2010-01-01") {
        return fmt::format("INSERT INTO household_member VALUES(14,{},{},'{}',NULL,{},0);", id(household), id(person),
                           from, relation);
    }
    static std::string clan_sql(std::int64_t n, const char* name, std::int64_t home) {
        return fmt::format("INSERT INTO clan VALUES(14,{},'{}','x',{},'2010-01-01',NULL,0);", id(n), name, home);
    }
    static std::string kin_sql(std::int64_t clan, std::int64_t household) {
        return fmt::format("INSERT INTO clan_household VALUES(14,{},{},'2010-01-01',NULL,0);", id(clan), id(household));
    }
    static std::string unit_sql(std::int64_t n, const char* name, std::int64_t commune) {
        return fmt::format("INSERT INTO unit VALUES(14,{},'{}','x','school','commune',{},'2010-01-01',NULL,0);", id(n),
                           name, commune);
    }
    static std::string unit_member_sql(std::int64_t unit, std::int64_t person, int role) {
        return fmt::format("INSERT INTO unit_member VALUES(14,{},{},'2010-01-01',NULL,{},0);", id(unit), id(person),
                           role);
    }

    // -- commands and queries

    journal::Command command(std::string_view name, json::object body, std::string uuid = "") const {
        if (uuid.empty()) uuid = random_uuid();
        // Who decides is not who proposes; who answers an appeal (and so may propose) is neither.
        const char* actor = name == "recognition.decide" ? "council" : name == "recognition.answer_appeal" ? "chair" : "officer";
        return {uuid, std::string(name), son_la, actor, std::move(body)};
    }
    journal::Outcome run(std::string_view name, json::object body, std::string uuid = "") {
        return journal_->execute(command(name, std::move(body), std::move(uuid)));
    }
    /// The code of the refusal that this actor gets, or "" when it was done.
    std::string code_as(const char* actor, std::string_view name, json::object body) {
        auto sent = command(name, std::move(body));
        sent.actor = actor;
        const auto outcome = journal_->execute(sent);
        return outcome.answer ? std::string() : outcome.answer.error().code;
    }
    std::vector<journal::Outcome> run_all(const std::vector<journal::Command>& commands) {
        return journal_->execute_all(commands);
    }

    /// Runs a command that must be answered.
    json::value done(std::string_view name, json::object body) {
        auto outcome = run(name, std::move(body));
        EXPECT_TRUE(outcome.answer) << name << ": "
                                    << (outcome.answer
                                            ? ""
                                            : outcome.answer.error().code + " at " + outcome.answer.error().where);
        return outcome.answer ? *outcome.answer : json::value();
    }
    /// Runs a command that must be refused: "code at where".
    std::string refused(std::string_view name, json::object body) {
        const auto outcome = run(name, std::move(body));
        if (outcome.answer) return "done";
        EXPECT_NE(capabilities_->find_refusal(outcome.answer.error().code), nullptr) << outcome.answer.error().code;
        return outcome.answer.error().code + " at " + outcome.answer.error().where;
    }

    void open_2025() {
        done("recognition.open_campaign", {{"year", 2025},
                                           {"criteria", json::object{{"citizen", "citizen-2022"},
                                                                     {"family", "family-sonla-2025"},
                                                                     {"clan", "clan-sonla-2025"},
                                                                     {"community", "community-sonla-2025"},
                                                                     {"unit", "unit-sonla-2025"}}}});
    }
    json::object person_body(std::int64_t n, std::vector<int> scores) {
        return {{"year", 2025},
                {"kind", "person"},
                {"subject_id", id(n)},
                {"scores", json::array(scores.begin(), scores.end())}};
    }
    json::object body(const char* kind, std::int64_t subject, std::vector<int> scores) {
        return {{"year", 2025},
                {"kind", kind},
                {"subject_id", subject},
                {"scores", json::array(scores.begin(), scores.end())}};
    }
    static json::object body_of(const char* kind, std::int64_t subject, json::array scores) {
        return {{"year", 2025}, {"kind", kind}, {"subject_id", subject}, {"scores", std::move(scores)}};
    }
    json::object child_body(std::int64_t n, const char* schooling) {
        return {{"year", 2025}, {"kind", "person"}, {"subject_id", id(n)}, {"schooling", schooling}};
    }

    Result<Answer> ask(std::string_view path, json::object parameters) {
        for (const auto& t : capabilities_->tables())
            for (const auto& query : t.queries) {
                if (query.path != path) continue;
                auto fields = query.parameters;
                fields.insert(fields.end(), query.body.begin(), query.body.end());
                auto checked = check_shape(parameters, fields);
                if (!checked) return std::unexpected(checked.error());
                const auto reader = store_->reader();
                QueryContext context{*reader, "vi", Date{2026, 1, 15}};
                return query.run(context, *checked);
            }
        ADD_FAILURE() << "no query " << path;
        return refuse("test.no_query");
    }
    json::object answer(std::string_view path, json::object parameters) {
        auto answered = ask(path, std::move(parameters));
        EXPECT_TRUE(answered) << path << ": " << (answered ? "" : answered.error().code);
        return answered ? answered->value.as_object() : json::object{};
    }
    /// What the checks of recognition and of the journal find; the register of a test is not held to its own.
    std::vector<std::string> problems() {
        auto found = capabilities_->run_checks(*store_->reader());
        std::erase_if(
            found, [](const auto& line) { return !line.starts_with("recognition.") && !line.starts_with("journal."); });
        return found;
    }

private:
    std::unique_ptr<store::Store> store_;
    places::Places places_{*store_};
    people::Keys keys_;
    std::unique_ptr<Recognition> recognition_;
    std::unique_ptr<Capabilities> capabilities_;
    std::unique_ptr<journal::Journal> journal_;
};

inline std::vector<int> all_tens(int n = 10, int value = 9) {
    return std::vector<int>(static_cast<std::size_t>(n), value);
}

/// Household 101 of bản Bó: grandparents, parents and two children; 102: a couple. Clan 301 of both. School 401.
///   1001 Lò Văn Tiến (1962), 1002 Cà Thị Hặc (1964), 1003 Lò Văn Hùng (1988), 1004 Quàng Thị Mai (1990),
///   1005 Lò Thị Đào (2014), 1006 Lò Văn Bình (2017); 1007 Hoàng Văn Pản (1970), 1008 Lường Thị Ún (1972)
inline void add_two_households(SmallWorld& w) {
    w.add_places();
    using W = SmallWorld;
    w.sql(W::household_sql(101, ban_bo) + W::household_sql(102, ban_bo) + W::person_sql(1001, "Lò Văn Tiến", 1962) +
          W::person_sql(1002, "Cà Thị Hặc", 1964, 2) + W::person_sql(1003, "Lò Văn Hùng", 1988) +
          W::person_sql(1004, "Quàng Thị Mai", 1990, 2) + W::person_sql(1005, "Lò Thị Đào", 2014, 2) +
          W::person_sql(1006, "Lò Văn Bình", 2017) + W::person_sql(1007, "Hoàng Văn Pản", 1970) +
          W::person_sql(1008, "Lường Thị Ún", 1972, 2) + W::member_sql(101, 1001, 1) + W::member_sql(101, 1002, 2) +
          W::member_sql(101, 1003, 3) + W::member_sql(101, 1004, 9) + W::member_sql(101, 1005, 5) +
          W::member_sql(101, 1006, 5) + W::member_sql(102, 1007, 1) + W::member_sql(102, 1008, 2) +
          W::clan_sql(301, "Lò - bản Bó", ban_bo) + W::kin_sql(301, 101) + W::kin_sql(301, 102) +
          W::unit_sql(401, "Trường Tiểu học Chiềng An", chieng_an) + W::unit_member_sql(401, 1003, 1) +
          W::unit_member_sql(401, 1004, 1));
}

}  // namespace khuyenhoc::recognition
