#include "demo/demo.h"

#include "base/check.h"
#include "demo/accounts.h"
#include "demo/making.h"
#include "demo/steps.h"

namespace khuyenhoc::demo {

namespace {

constexpr std::int64_t province = 14;  ///< Son La: the demo's facts are of no other

Result<void> check_size(const Options& options) {
    if (options.people >= least_size && options.people <= full_size) return {};
    return refuse("demo.size", "people", {{"least", std::to_string(least_size)}, {"most", std::to_string(full_size)}});
}

Result<json::value> begin(CommandContext& context, const json::object& body) {
    if (context.seq != 1 || context.province != province) return refuse("demo.not_empty");
    return json::object{{"synthetic", true}, {"people", body.at("people")}, {"seed", body.at("seed")}};
}

/// `making` is kept from one commune to the next, and gone after the last or when anything fails: its ids would be of
/// rows that were undone.
Result<json::value> fill_commune(std::unique_ptr<Making>& making, places::Places& places, const people::Keys& keys,
                                 CommandContext& context, const json::object& body) {
    // Nobody may put invented people into a register of real ones: a demo begins with its journal's first command.
    if (!context.db.query_integer(
            "SELECT 1 FROM journal WHERE province_id = $1 AND seq = 1 AND name = 'demo.begin' AND refused = 0",
            {context.province}))
        return refuse("demo.not_empty");
    const auto size = static_cast<int>(body.at("people").as_int64());
    const auto seed = static_cast<std::uint64_t>(body.at("seed").as_int64());
    auto own = std::move(making);
    if (!own || !own->is_of(size, seed)) {
        // A making starts once: what was begun elsewhere cannot be gone on with, and nobody is born twice.
        if (context.db.query_integer(
                "SELECT 1 FROM journal WHERE province_id = $1 AND name = 'demo.fill_commune' AND refused = 0 LIMIT 1",
                {context.province}))
            return refuse("demo.not_empty");
        own = std::make_unique<Making>(keys, commune_facts(places::Atlas::load(context.db), province), size, seed);
    }
    const auto& communes = own->plan().communes;
    const auto& commune = communes[own->next()];
    if (std::string_view(body.at("commune").as_string()) != commune.fact.code)
        return refuse("demo.out_of_order", "commune");
    auto answer = own->fill_next(context).to_json();
    answer["people"] = commune.people;
    answer["households"] = commune.households;
    answer["hamlets"] = commune.hamlets;
    if (own->next() < communes.size()) making = std::move(own);
    else context.after_commit.push_back([&places] { places.reload(); });
    return answer;
}

json::object size_and_seed(const Options& options) {
    return {{"people", options.people}, {"seed", static_cast<std::int64_t>(options.seed)}};
}

Made made_of(const Plan& plan, std::int64_t commands) {
    const Totals t = sum(totals_by_commune(plan));
    return {t.people,
            t.adults,
            t.households,
            t.hamlets,
            t.clans,
            t.units,
            t.learning_citizens,
            t.learning_families,
            t.learning_clans,
            t.learning_communities,
            t.learning_units,
            commands};
}

/// Everything between begin_bulk and end_bulk.
class Work {
public:
    Work(journal::Journal& journal, store::Store& store, places::Places& places, const Options& options,
         const Progress& progress)
        : store_(store), places_(places), options_(options), progress_(progress), office_(journal, province, options) {}

    Result<Made> run() {
        if (auto done = begin(); !done) return std::unexpected(done.error());
        const auto atlas = places_.atlas();
        const Plan plan = make_plan(commune_facts(*atlas, province), static_cast<int>(options_.people), options_.seed);
        auto firsts = fill(plan);
        if (!firsts) return std::unexpected(firsts.error());
        const Filled filled(plan, std::move(*firsts));
        tell(560, "indexes");
        store_.build_indexes();
        tell(610, "moves");
        if (auto done = make_moves(office_, filled); !done) return std::unexpected(done.error());
        if (auto done = make_decisions(office_, filled, province, progress_); !done)
            return std::unexpected(done.error());
        if (auto done = office_.run("demo.accounts", {}); !done) return std::unexpected(done.error());
        tell(970, "writing");
        return made_of(plan, office_.commands());
    }

private:
    void tell(int permille, std::string_view what) {
        if (progress_) progress_(permille, what);
    }

    Result<void> begin() {
        const json::object sets{{"citizen", "citizen-2022"},
                                {"family", "family-sonla-2025"},
                                {"clan", "clan-sonla-2025"},
                                {"community", "community-sonla-2025"},
                                {"unit", "unit-sonla-2025"}};
        tell(0, "places");
        if (auto done = office_.run("demo.begin", size_and_seed(options_)); !done) return std::unexpected(done.error());
        if (auto done = office_.run("places.load_facts", {}); !done) return std::unexpected(done.error());
        places_.reload();
        const auto done = office_.run("recognition.open_campaign", {{"year", campaign_year}, {"criteria", sets}});
        if (!done) return std::unexpected(done.error());
        return {};
    }

    Result<std::vector<FirstIds>> fill(const Plan& plan) {
        std::vector<FirstIds> firsts;
        std::int64_t people = 0;
        for (const auto& commune : plan.communes) {
            tell(static_cast<int>(10 + people * 550 / plan.size), commune.fact.code);
            json::object body = size_and_seed(options_);
            body["commune"] = commune.fact.code;
            const auto answer = office_.run("demo.fill_commune", std::move(body));
            if (!answer) return std::unexpected(answer.error());
            firsts.push_back(FirstIds::from_json(answer->as_object()));
            people += commune.people;
        }
        return firsts;
    }

    store::Store& store_;
    places::Places& places_;
    const Options& options_;
    const Progress& progress_;
    Office office_;
};

}  // namespace

json::object Made::to_json() const {
    return {{"people", people},
            {"adults", adults},
            {"households", households},
            {"hamlets", hamlets},
            {"clans", clans},
            {"units", units},
            {"learning_citizens", learning_citizens},
            {"learning_families", learning_families},
            {"learning_clans", learning_clans},
            {"learning_communities", learning_communities},
            {"learning_units", learning_units},
            {"commands", commands}};
}

Result<Made> make(journal::Journal& journal, store::Store& store, places::Places& places, const Options& options,
                  const Progress& progress) {
    if (auto fits = check_size(options); !fits) return std::unexpected(fits.error());
    if (store.reader()->query_integer("/* national */ SELECT 1 FROM journal LIMIT 1")) return refuse("demo.not_empty");
    store.begin_bulk();
    auto made = Work(journal, store, places, options, progress).run();
    if (!made) return made;
    store.end_bulk();
    if (progress) progress(1000, "done");
    return made;
}

Table table(places::Places& places, const people::Keys& keys) {
    Table t;
    t.name = "demo";
    const std::vector<Field> size = {
        {.name = "people", .kind = Field::Kind::integer, .least = least_size, .most = full_size},
        {.name = "seed", .kind = Field::Kind::integer, .least = 0, .note = "The same seed makes the same people."}};
    auto with_commune = size;
    with_commune.push_back({.name = "commune",
                            .least = 5,
                            .most = 5,
                            .note = "Code of the commune; communes come in the order of codes."});
    t.commands = {
        {.name = "demo.begin",
         .summary = "Mark an empty database as synthetic: invented people in real places.",
         .may = whole_province({}, Access::open),
         .fields = size,
         .run = [](CommandContext& c, const json::object& b) { return begin(c, b); }},
        {.name = "demo.fill_commune",
         .summary = "Write the invented people of one commune, with their assessments of 2025.",
         .may = whole_province({}, Access::open),
         .fields = with_commune,
         .run = [&places, keys, making = std::make_shared<std::unique_ptr<Making>>()](
                    CommandContext& c, const json::object& b) { return fill_commune(*making, places, keys, c, b); }},
        {.name = "demo.accounts",
         .summary = "Open one account a role, to try the demo with.",
         .may = whole_province({}, Access::open), .fields = {},
         .run = [](CommandContext& c, const json::object&) { return add_accounts(c); }},
    };
    t.refusals = {
        {"demo.size", 422, "Số người của bản mẫu phải từ {least} đến {most}.",
         "The demo's people must be {least} to {most}."},
        {"demo.not_empty", 409, "Chỉ tạo bản mẫu trong cơ sở dữ liệu còn trống.",
         "The demo is made only in an empty database."},
        {"demo.out_of_order", 409, "Các xã, phường của bản mẫu được ghi lần lượt theo mã.",
         "The demo's communes are written one after another, in the order of codes."},
        {"demo.not_writable", 409, "Không ghi được tệp.", "The file cannot be written."},
    };
    return t;
}

}  // namespace khuyenhoc::demo
