// Every input the cascade reads, and every title it gives, as CSV: so that anyone can compute them again.
#include <charconv>
#include <cstdio>
#include <filesystem>

#include "base/check.h"
#include "recognition/lines.h"
#include "recognition/machinery.h"
#include "recognition/sql_evaluator.h"

namespace khuyenhoc::recognition {

namespace {

/// One CSV file. Integers and code words only, so nothing needs quoting. A failed write is told at the end.
class CsvFile {
public:
    CsvFile(const std::filesystem::path& path, const std::vector<std::string>& columns)
        : file_(std::fopen(path.c_str(), "wb")) {
        for (std::size_t i = 0; i < columns.size(); ++i) text_ += (i > 0 ? "," : "") + columns[i];
        text_ += '\n';
    }
    ~CsvFile() {
        if (file_ != nullptr) std::fclose(file_);
    }
    CsvFile(const CsvFile&) = delete;
    CsvFile& operator=(const CsvFile&) = delete;

    CsvFile& number(std::int64_t value) {
        separate();
        char digits[24];
        const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
        text_.append(digits, end);
        return *this;
    }
    /// An id, or nothing for 0.
    CsvFile& reference(std::int64_t id) {
        if (id != 0) return number(id);
        separate();
        return *this;
    }
    CsvFile& word(std::string_view word) {
        separate();
        text_ += word;
        return *this;
    }
    CsvFile& scores(const Scores& scores, int indicators) {
        for (int i = 0; i < indicators; ++i) {
            const auto score = scores[static_cast<std::size_t>(i)];
            if (score == not_scored) separate();
            else number(score);
        }
        return *this;
    }
    void end_row() {
        text_ += '\n';
        first_ = true;
        if (text_.size() > (1u << 20)) flush();
    }
    /// True when every byte reached the file.
    bool close() {
        flush();
        const bool closed = file_ != nullptr && std::fclose(file_) == 0;
        file_ = nullptr;
        return closed && !failed_;
    }

private:
    void separate() {
        if (!first_) text_ += ',';
        first_ = false;
    }
    void flush() {
        failed_ |= file_ == nullptr || std::fwrite(text_.data(), 1, text_.size(), file_) != text_.size();
        text_.clear();
    }

    std::FILE* file_;
    std::string text_;
    bool first_ = true;
    bool failed_ = false;
};

/// Fills the input tables, by name, in the columns that sql_evaluator.h states.
class Exporting {
public:
    Exporting(const PopulationRows& rows, const Criteria& criteria, std::filesystem::path folder)
        : rows_(rows), counts_(indicator_counts(criteria)), folder_(std::move(folder)) {}

    bool write(const InputTable& table) {
        CsvFile file(folder_ / (std::string(table.name) + ".csv"), table.columns);
        if (table.name == "person") persons(file);
        else if (table.name == "household_member") members(file);
        else if (table.name == "household") households(file);
        else if (table.name == "clan_household") kin(file);
        else if (table.name == "clan") clans(file);
        else if (table.name == "commune") communes(file);
        else if (table.name == "hamlet") hamlets(file);
        else if (table.name == "unit_member") unit_members(file);
        else if (table.name == "unit") units(file);
        else check(false, "every input table is written");
        return file.close();
    }

private:
    int indicators(Title title) const { return counts_[static_cast<std::size_t>(title)]; }

    void persons(CsvFile& file) const {
        for (const auto& p : rows_.persons)
            file.number(p.id)
                .number(p.birth_year)
                .number(p.group)
                .number(p.schooling)
                .scores(p.scores, indicators(Title::citizen))
                .end_row();
    }
    void members(CsvFile& file) const {
        for (const auto& m : rows_.members) file.number(m.household).number(m.person).number(m.from).end_row();
    }
    void households(CsvFile& file) const {
        for (const auto& h : rows_.households)
            file.number(h.id).reference(h.hamlet).scores(h.scores, indicators(Title::family)).end_row();
    }
    void kin(CsvFile& file) const {
        for (const auto& k : rows_.clan_households) file.number(k.clan).number(k.household).number(k.from).end_row();
    }
    void clans(CsvFile& file) const {
        for (const auto& c : rows_.clans)
            file.number(c.id).reference(c.home_hamlet).scores(c.scores, indicators(Title::clan)).end_row();
    }
    void communes(CsvFile& file) const {
        for (const auto commune : rows_.communes) file.number(commune).end_row();
    }
    void hamlets(CsvFile& file) const {
        for (const auto& h : rows_.hamlets)
            file.number(h.id).reference(h.commune).scores(h.scores, indicators(Title::community)).end_row();
    }
    void unit_members(CsvFile& file) const {
        for (const auto& m : rows_.unit_members)
            file.number(m.unit).number(m.person).number(static_cast<std::int64_t>(m.role)).end_row();
    }
    void units(CsvFile& file) const {
        for (const auto& u : rows_.units)
            file.number(u.id).reference(u.commune).scores(u.scores, indicators(Title::unit)).end_row();
    }

    const PopulationRows& rows_;
    IndicatorCounts counts_;
    std::filesystem::path folder_;
};

/// The titles as this program computes them: computed_person.csv and so on, in no particular order.
bool write_titles(const Model& model, const std::filesystem::path& folder) {
    bool written = true;
    const auto write = [&](SubjectKind kind, std::uint32_t size) {
        const std::string subject(to_text(kind));
        CsvFile file(folder / ("computed_" + subject + ".csv"), {subject + "_id", "state"});
        for (std::uint32_t n = 0; n < size; ++n) {
            if (kind == SubjectKind::person && model.population().is_hole(n)) continue;
            file.number(model.id_of(kind, n)).word(name_of(model.state_of(kind, n))).end_row();
        }
        written &= file.close();
    };
    write(SubjectKind::person, model.population().rows());
    write(SubjectKind::household, model.population().households());
    write(SubjectKind::clan, model.population().clans());
    write(SubjectKind::hamlet, model.population().hamlets());
    write(SubjectKind::unit, model.population().units());
    return written;
}

}  // namespace

Result<void> Recognition::export_cascade_input(int year, const std::string& folder) {
    // A reading of its own: commands need not wait while files are written.
    const auto reader = machinery_->store.reader();
    auto campaign = find_campaign(*reader, machinery_->library, machinery_->province, year);
    if (!campaign) return std::unexpected(campaign.error());
    store::Connection* const readers[] = {reader.get()};
    auto read = read_facts(readers, machinery_->province, year, campaign->ids, machinery_->ethnicity);
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    if (failed) return refuse("recognition.not_writable", "dir");
    Exporting exporting(read.facts.rows, *campaign->criteria, folder);
    for (const auto& table : input_tables(*campaign->criteria))
        if (!exporting.write(table)) return refuse("recognition.not_writable", "dir");
    const Model model(year, std::move(*campaign), std::move(read), machinery_->pool);
    if (!write_titles(model, folder)) return refuse("recognition.not_writable", "dir");
    return {};
}

}  // namespace khuyenhoc::recognition
