// Persons, households, clans, units and who belonged to which and when; the register's import and search.
// Knows places (through the Atlas) and nothing of titles, money or classes.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.h"
#include "base/date.h"
#include "capability/capability.h"
#include "journal/journal.h"
#include "places/places.h"
#include "store/store.h"

namespace khuyenhoc::people {

/// What the register is sealed with: citizen numbers, the hash they are looked up by, ethnic groups; and what the journal
/// knows the rows of an imported file by, which stays the same for ever.
struct Keys {
    Key seal{};
    Key lookup{};
    Key ethnicity{};
    Key rows{};
    /// As they were before each had a key of its own, drawn at random; for tests and for databases of that time.
    static Keys from_master(const Key& master);
    bool operator==(const Keys&) const = default;
};

enum class Sex : int { not_known = 0, male = 1, female = 2 };                 // ISO/IEC 5218
enum class Relation : int { head = 1, spouse = 2, child = 3, parent = 4, grandchild = 5, sibling = 6, other = 9 };
enum class Role : int { staff = 1, learner = 2 };

/// A person as the register takes one. Texts are canonical (NFC, trimmed) and must live until the call returns.
struct NewPerson {
    std::string_view full_name;
    std::string_view birth;              ///< "YYYY-MM-DD", or "YYYY" when only the year is known
    Sex sex = Sex::not_known;
    int ethnicity = 0;                   ///< code of the national list (1..54), 0 not known
    std::string_view citizen_no = {};    ///< 12 digits, or empty
    /// What the writer else works out itself: the folded name, and the number sealed and hashed (then `citizen_no` is unread).
    std::string_view folded_name = {}, citizen_sealed = {}, citizen_hash = {};
};

/// Writes register rows inside the caller's transaction: prepared statements, ids drawn in blocks, names cached.
/// Trusts its input (rules are checked before). One writer may serve many commands one after another: call
/// `begin_command` at the start of each; throw the writer away when a transaction was rolled back.
/// Dates are "YYYY-MM-DD". At about 1.1 times the cost of the bare inserts.
class RegisterWriter {
public:
    RegisterWriter(store::Connection& db, std::int64_t province, const Keys& keys);
    ~RegisterWriter();
    RegisterWriter(const RegisterWriter&) = delete;
    RegisterWriter& operator=(const RegisterWriter&) = delete;

    /// Rows from here on carry `seq`. `about` is how many persons are expected (how large a block of ids to draw).
    void begin_command(std::int64_t seq, std::int64_t about = 1);

    /// A household and where it lives. `book_no` may be empty. Returns its id.
    std::int64_t add_household(std::string_view book_no, std::int64_t hamlet_id, std::string_view from_date);
    std::int64_t add_person(const NewPerson& person);
    void add_member(std::int64_t household_id, std::int64_t person_id, Relation relation, std::string_view from_date);
    std::int64_t add_clan(std::string_view name, std::int64_t home_hamlet_id, std::string_view from_date);
    void add_clan_household(std::int64_t clan_id, std::int64_t household_id, std::string_view from_date);
    /// `kind`: agency, school, enterprise, armed_forces. `managed_by`: commune, province.
    std::int64_t add_unit(std::string_view name, std::string_view kind, std::string_view managed_by,
                          std::int64_t commune_id, std::string_view from_date);
    void add_unit_member(std::int64_t unit_id, std::int64_t person_id, Role role, std::string_view from_date);

    /// The id of a folded name, added when new.
    std::int64_t name_id(std::string_view folded);

private:
    struct Statements;
    std::unique_ptr<Statements> statements_;
};

/// "••••••••••21": what people see of a citizen number.
std::string masked(std::string_view citizen_no);

/// Name of an ethnic group of the national list (1 Kinh .. 54); "" for 0 or an unknown code. And back, by any of its
/// usual names in any spelling of case and marks; 0 when there is none.
std::string_view ethnic_group_name(int code);
int find_ethnic_group(std::string_view name);

// -- import of a register

struct ImportOptions {
    std::int64_t province = 14;
    Date on = {};                ///< the day the register describes: memberships begin and places are looked up on it
    std::string actor = "officer";
    bool dry_run = false;        ///< judge every row, write nothing
    bool stop_on_error = false;  ///< any error anywhere: write nothing at all
    std::int64_t round = 0;      ///< the same file again with a higher round is looked at anew; else it changes nothing
    std::string sheet = {};      ///< of a workbook; empty: the first
    std::string errors_path = {};  ///< CSV of problems; empty: none
    /// Which column is what when headings do not say: "row=3,full_name=C,birth=E" (the row of the headings; columns by their
    /// letters). Empty: by the headings.
    std::string columns = {};
    /// Whoever imports works here: rows of hamlets elsewhere are not theirs to add. 0: the whole province.
    std::int64_t within = 0;
};

enum class Severity { error, known, warning };  ///< row dropped; row left out since it is registered; row taken

/// One thing wrong with one row. Carries shapes and codes, never the value.
struct Problem {
    std::int64_t row = 0;
    std::int64_t column = -1;  ///< from 0; -1: the row as a whole
    std::string column_name;   ///< as the file's header says it
    Severity severity = Severity::error;
    std::string code;          ///< "people.bad_birth"
    std::string shape;         ///< "11 digits"; may be empty
};

struct ImportReport {
    std::string file_sha256;
    std::string format;                   ///< "csv, utf-8, ;"
    std::int64_t rows = 0;                ///< rows read, without header and blank rows
    std::int64_t persons = 0;             ///< added (dry run: would be)
    std::int64_t households = 0, clans = 0, unit_members = 0;
    std::int64_t rows_with_errors = 0, rows_known = 0, warnings = 0;
    std::int64_t chunks = 0, chunks_repeated = 0;  ///< repeated: already in the journal from an earlier run
    bool stopped = false;                 ///< stop_on_error met an error: nothing was written
    std::vector<Problem> first_problems;  ///< at most 1,000; the error file has all
    json::object to_json(std::string_view language) const;
};

/// Called now and then from the importing thread; returning false stops after the commands already acknowledged.
using Progress = std::function<bool(int permille, std::int64_t rows)>;

/// Reads a CSV or XLSX register into the journal, in commands `people.import_chunk` of some 2,000 rows whose ids derive
/// from the file's content: a killed import resumes, the same file twice changes nothing.
/// Refusals: sheets.*, people.no_header, people.missing_column, people.doubled_column, people.bad_columns,
/// people.import_busy, people.import_stopped, people.errors_not_writable.
Result<ImportReport> import_register(journal::Journal& journal, store::Store& store, const places::Atlas& atlas,
                                     const Keys& keys, const std::string& path, const ImportOptions& options,
                                     const Progress& progress = {});

/// What is in a register's file, for people to say which column is what: {"format", "header_row", "fingerprint" (of the
/// headings), "columns": [{"letters","title","guess"}], "first": the cells of its first rows, "known": [{"key","name",
/// "required"}], "missing": keys of required columns not found}. Changes nothing. Refusals: sheets.*, people.no_header.
Result<json::object> look_at_register(const std::string& path, const std::string& sheet, std::string_view language);

/// The cells of some rows as the file has them, for the person who sent it to mend: {"columns": [{"letters","title","key"}],
/// "rows": [{"row", "cells"}]}. At most `most_rows_to_mend` rows; `rows` in rising order. Kept nowhere.
constexpr std::size_t most_rows_to_mend = 1000;
Result<json::object> rows_to_mend(const std::string& path, const ImportOptions& options, const std::vector<std::int64_t>& rows);

/// How many pairs of persons of a hamlet look entered twice (one of them may live elsewhere in the commune). Looks through
/// the first few hundred households; a hamlet has fewer.
std::int64_t count_suspected(store::Connection& db, const places::Atlas& atlas, places::PlaceId hamlet, Date on);

/// The file to fill in: header, one invented example; the workbook has a second sheet with notes. "vi" or "en".
std::string template_csv(std::string_view language);
std::string template_xlsx(std::string_view language);

/// The capability's lines. `places` must outlive the table.
Table table(const places::Places& places, const Keys& keys);

// -- keys

/// Whether the first sealed value there is opens under these keys; true when there is none.
bool opens_register(store::Connection& db, const Keys& keys);

/// Every sealed value of persons with ids above `after`, under other keys: some thousands in each transaction, in which
/// `note` is told the last id, so that whoever was stopped goes on from there. Values that were never sealed are sealed.
struct Resealing {
    Keys from, to;
    std::int64_t after = 0;
    std::function<void(store::Connection& db, std::int64_t last_id)> note;
    std::function<void(std::int64_t rows, std::int64_t of)> tell;
};
void reseal_register(store::Store& store, const Resealing& resealing);

}  // namespace khuyenhoc::people
