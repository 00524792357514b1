#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "base/check.h"
#include "base/text.h"
#include "people/people.h"
#include "people/sealed_ethnicity.h"

namespace khuyenhoc::people {

namespace {

/// A command that expects this many persons first reads all names once: cheaper than looking each one up, and it needs no
/// index while a new database is being filled.
constexpr std::int64_t bulk = 500;

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

/// Consecutive ids of one counter, drawn when the last block is used up. What is left at the end of a command is let go,
/// so that ids rise with the commands that made them.
class IdBlock {
public:
    explicit IdBlock(std::string_view counter) : counter_(counter) {}
    void begin(std::int64_t block) {
        next_ = end_ = 0;
        block_ = std::max<std::int64_t>(1, block);
    }
    std::int64_t draw(store::Connection& db, std::int64_t province) {
        if (next_ == end_) {
            next_ = store::draw_ids(db, province, counter_, block_);
            end_ = next_ + block_;
        }
        return next_++;
    }

private:
    std::string_view counter_;
    std::int64_t next_ = 0;
    std::int64_t end_ = 0;
    std::int64_t block_ = 1;
};

int birth_year_of(std::string_view birth) {
    int year = 0;
    const auto [stop, error] = std::from_chars(birth.data(), birth.data() + std::min<std::size_t>(4, birth.size()), year);
    check(error == std::errc() && (birth.size() == 4 || birth.size() == 10), "a birth is YYYY or YYYY-MM-DD");
    return year;
}

}  // namespace

struct RegisterWriter::Statements {
    Statements(store::Connection& db_, std::int64_t province_, const Keys& keys_) : db(db_), province(province_), keys(keys_) {}

    store::Statement& prepared(std::unique_ptr<store::Statement>& statement, std::string_view sql) {
        if (!statement) statement = db.prepare(sql);
        return *statement;
    }

    /// Takes in the names that were added since, by this writer or by anyone: ids rise with time.
    void follow_names() {
        db.query("SELECT name_id, folded FROM name_key WHERE province_id = $1 AND name_id > $2 ORDER BY name_id",
                 {province, last_name_id}, [&](const store::Row& row) {
                     last_name_id = row.integer(0);
                     names.emplace(row.text(1), last_name_id);
                 });
    }

    store::Connection& db;
    std::int64_t province;
    Keys keys;
    std::int64_t seq = 0;
    IdBlock person_ids{"person"};
    IdBlock household_ids{"household"};
    IdBlock name_ids{"name"};
    IdBlock clan_ids{"clan"};
    IdBlock unit_ids{"unit"};
    std::unordered_map<std::string, std::int64_t, TextHash, std::equal_to<>> names;
    std::int64_t last_name_id = 0;   ///< names up to here are in `names`, when they all are
    bool all_names_known = false;    ///< for this command: a name that is not in `names` is new
    std::unique_ptr<store::Statement> find_name, add_name, add_person, add_household, add_home, add_member, add_clan, add_clan_household,
        add_unit, add_unit_member;
};

RegisterWriter::RegisterWriter(store::Connection& db, std::int64_t province, const Keys& keys)
    : statements_(std::make_unique<Statements>(db, province, keys)) {}

RegisterWriter::~RegisterWriter() = default;

void RegisterWriter::begin_command(std::int64_t seq, std::int64_t about) {
    auto& s = *statements_;
    if (about >= bulk) s.follow_names();
    s.all_names_known = about >= bulk;
    s.seq = seq;
    s.person_ids.begin(about);
    s.household_ids.begin((about + 3) / 4);
    s.name_ids.begin(std::min<std::int64_t>(about, 64));
    s.clan_ids.begin(1);
    s.unit_ids.begin(1);
}

std::int64_t RegisterWriter::name_id(std::string_view folded) {
    auto& s = *statements_;
    if (const auto known = s.names.find(folded); known != s.names.end()) return known->second;
    std::int64_t id = 0;
    if (!s.all_names_known) {
        auto& find = s.prepared(s.find_name, "SELECT name_id FROM name_key WHERE province_id = $1 AND folded = $2");
        find.start({s.province, folded});
        if (const store::Row* row = find.step()) {
            id = row->integer(0);
            find.step();
        }
    }
    if (id == 0) {
        id = s.name_ids.draw(s.db, s.province);
        s.prepared(s.add_name, "INSERT INTO name_key(province_id, name_id, folded) VALUES ($1, $2, $3)").add({s.province, id, folded});
    }
    s.names.emplace(folded, id);
    return id;
}

std::int64_t RegisterWriter::add_household(std::string_view book_no, std::int64_t hamlet_id, std::string_view from_date) {
    auto& s = *statements_;
    const std::int64_t id = s.household_ids.draw(s.db, s.province);
    const store::Parameter book = book_no.empty() ? store::Parameter() : store::Parameter(book_no);
    s.prepared(s.add_household,
               "INSERT INTO household(province_id, household_id, book_no, from_date, to_date, seq) VALUES ($1, $2, $3, $4, NULL, $5)")
        .add({s.province, id, book, from_date, s.seq});
    s.prepared(s.add_home,
               "INSERT INTO household_home(province_id, household_id, from_date, to_date, hamlet_id, seq) "
               "VALUES ($1, $2, $3, NULL, $4, $5)")
        .add({s.province, id, from_date, hamlet_id, s.seq});
    return id;
}

std::int64_t RegisterWriter::add_person(const NewPerson& person) {
    auto& s = *statements_;
    const std::int64_t name = person.folded_name.empty() ? name_id(fold(person.full_name)) : name_id(person.folded_name);
    const std::int64_t id = s.person_ids.draw(s.db, s.province);
    std::string own_seal;
    std::string own_hash;
    std::string_view sealed = person.citizen_sealed;
    std::string_view hash = person.citizen_hash;
    if (hash.empty() && !person.citizen_no.empty()) {
        sealed = own_seal = seal(s.keys.seal, person.citizen_no);
        hash = own_hash = keyed_hash_hex(s.keys.lookup, person.citizen_no);
    }
    const store::Parameter sealed_or_none = hash.empty() ? store::Parameter() : store::Parameter(sealed);
    const store::Parameter hash_or_none = hash.empty() ? store::Parameter() : store::Parameter(hash);
    s.prepared(s.add_person,
               "INSERT INTO person(province_id, person_id, full_name, name_id, birth, birth_year, sex, ethnicity, citizen_sealed, "
               "citizen_hash, died_on, seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL, $11)")
        .add({s.province, id, person.full_name, name, person.birth, std::int64_t{birth_year_of(person.birth)},
              static_cast<std::int64_t>(person.sex), seal_ethnicity(s.keys.ethnicity, id, person.ethnicity), sealed_or_none, hash_or_none, s.seq});
    return id;
}

// Whoever left on the very day they joined has a membership of no day, and may join again from that day: the row opens
// again. Any other row of that first day is refused before.
void RegisterWriter::add_member(std::int64_t household_id, std::int64_t person_id, Relation relation, std::string_view from_date) {
    auto& s = *statements_;
    s.prepared(s.add_member,
               "INSERT INTO household_member(province_id, household_id, person_id, from_date, to_date, relation, seq) "
               "VALUES ($1, $2, $3, $4, NULL, $5, $6) ON CONFLICT (province_id, household_id, person_id, from_date) "
               "DO UPDATE SET to_date = NULL, relation = excluded.relation, seq = excluded.seq")
        .add({s.province, household_id, person_id, from_date, static_cast<std::int64_t>(relation), s.seq});
}

std::int64_t RegisterWriter::add_clan(std::string_view name, std::int64_t home_hamlet_id, std::string_view from_date) {
    auto& s = *statements_;
    const std::int64_t id = s.clan_ids.draw(s.db, s.province);
    const std::string folded = fold(name);
    s.prepared(s.add_clan,
               "INSERT INTO clan(province_id, clan_id, name, folded, home_hamlet_id, from_date, to_date, seq) "
               "VALUES ($1, $2, $3, $4, $5, $6, NULL, $7)")
        .add({s.province, id, name, std::string_view(folded), home_hamlet_id, from_date, s.seq});
    return id;
}

void RegisterWriter::add_clan_household(std::int64_t clan_id, std::int64_t household_id, std::string_view from_date) {
    auto& s = *statements_;
    s.prepared(s.add_clan_household,
               "INSERT INTO clan_household(province_id, clan_id, household_id, from_date, to_date, seq) VALUES ($1, $2, $3, $4, NULL, $5) "
               "ON CONFLICT (province_id, clan_id, household_id, from_date) DO UPDATE SET to_date = NULL, seq = excluded.seq")
        .add({s.province, clan_id, household_id, from_date, s.seq});
}

std::int64_t RegisterWriter::add_unit(std::string_view name, std::string_view kind, std::string_view managed_by, std::int64_t commune_id,
                                      std::string_view from_date) {
    auto& s = *statements_;
    const std::int64_t id = s.unit_ids.draw(s.db, s.province);
    const std::string folded = fold(name);
    s.prepared(s.add_unit,
               "INSERT INTO unit(province_id, unit_id, name, folded, kind, managed_by, commune_id, from_date, to_date, seq) "
               "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, $9)")
        .add({s.province, id, name, std::string_view(folded), kind, managed_by, commune_id, from_date, s.seq});
    return id;
}

void RegisterWriter::add_unit_member(std::int64_t unit_id, std::int64_t person_id, Role role, std::string_view from_date) {
    auto& s = *statements_;
    s.prepared(s.add_unit_member,
               "INSERT INTO unit_member(province_id, unit_id, person_id, from_date, to_date, role, seq) VALUES ($1, $2, $3, $4, NULL, $5, $6) "
               "ON CONFLICT (province_id, unit_id, person_id, from_date) DO UPDATE SET to_date = NULL, role = excluded.role, seq = excluded.seq")
        .add({s.province, unit_id, person_id, from_date, static_cast<std::int64_t>(role), s.seq});
}

}  // namespace khuyenhoc::people
