#include "people/import_report.h"

#include "people/lines.h"

namespace khuyenhoc::people {

namespace {

constexpr std::size_t most_first_problems = 1000;

std::string_view word_of(Severity severity, std::string_view language) {
    const bool vi = language != "en";
    switch (severity) {
        case Severity::error: return vi ? "bỏ dòng" : "row left out";
        case Severity::known: return vi ? "đã có" : "already there";
        case Severity::warning: break;
    }
    return vi ? "lưu ý" : "warning";
}

std::string_view code_of(Severity severity) {
    return severity == Severity::error ? "error" : severity == Severity::known ? "known" : "warning";
}

json::string_view view(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

std::string_view reason_of(std::string_view code, std::string_view language) {
    static const std::vector<RefusalKind> kinds = refusal_kinds();
    for (const RefusalKind& kind : kinds)
        if (kind.code == code) return language == "en" ? kind.en : kind.vi;
    return code;
}

Result<ErrorFile> ErrorFile::open(const std::string& path) {
    ErrorFile errors;
    if (path.empty()) return errors;
    errors.file_.reset(std::fopen(path.c_str(), "wb"));
    if (!errors.file_) return refuse("people.errors_not_writable", "errors");
    sheets::CsvStyle style;
    style.sink = [file = errors.file_.get()](std::string_view piece) { std::fwrite(piece.data(), 1, piece.size(), file); };
    errors.writer_ = sheets::csv_writer(std::move(style));
    using sheets::Format;
    const std::vector<sheets::Column> columns = {{"dòng / row", 8, Format::integer}, {"cột / column", 8}, {"tên cột / column name", 20},
                                                 {"mức / severity", 12}, {"mã / code", 26}, {"lý do", 60}, {"reason", 60}, {"dạng giá trị / shape", 20}};
    errors.writer_->sheet("", columns);
    return errors;
}

void ErrorFile::add(const Problem& problem) {
    if (!writer_ || problem.severity == Severity::known) return;
    const std::string letters = problem.column < 0 ? "" : sheets::column_letters(static_cast<std::size_t>(problem.column));
    const std::string severity = std::string(word_of(problem.severity, "vi")) + " / " + std::string(code_of(problem.severity));
    writer_->row({problem.row, std::string_view(letters), std::string_view(problem.column_name), std::string_view(severity),
                  std::string_view(problem.code), reason_of(problem.code, "vi"), reason_of(problem.code, "en"), std::string_view(problem.shape)});
}

Result<void> ErrorFile::close() {
    if (!file_) return {};
    writer_->finish();
    const bool written = std::ferror(file_.get()) == 0 && std::fflush(file_.get()) == 0;
    file_.reset();
    if (!written) return refuse("people.errors_not_writable", "errors");
    return {};
}

Problem problem_of(const RowProblem& problem, const HeaderMap& header) {
    Problem out{problem.row, problem.column, "", problem.severity, problem.code, problem.shape};
    if (problem.column >= 0 && static_cast<std::size_t>(problem.column) < header.titles.size())
        out.column_name = header.titles[static_cast<std::size_t>(problem.column)];
    return out;
}

void add_to(ImportReport& report, const ChunkResult& result, const HeaderMap& header, ErrorFile& errors) {
    ++report.chunks;
    report.rows += result.rows;
    report.persons += result.persons;
    report.households += result.households;
    report.clans += result.clans;
    report.unit_members += result.unit_members;
    report.rows_with_errors += result.rows_with_errors;
    report.rows_known += result.rows_known;
    report.warnings += result.warnings;
    for (const RowProblem& row_problem : result.problems) {
        const Problem problem = problem_of(row_problem, header);
        errors.add(problem);
        if (report.first_problems.size() < most_first_problems) report.first_problems.push_back(problem);
    }
}

json::object ImportReport::to_json(std::string_view language) const {
    json::array problems;
    for (const Problem& problem : first_problems) {
        json::object item{{"row", problem.row}, {"severity", view(code_of(problem.severity))}, {"code", problem.code},
                          {"message", view(reason_of(problem.code, language))}, {"shape", problem.shape}};
        if (problem.column >= 0) {
            item["column"] = sheets::column_letters(static_cast<std::size_t>(problem.column));
            item["column_name"] = problem.column_name;
        }
        problems.push_back(std::move(item));
    }
    return {{"file_sha256", file_sha256}, {"format", format}, {"rows", rows}, {"persons", persons}, {"households", households},
            {"clans", clans}, {"unit_members", unit_members}, {"rows_with_errors", rows_with_errors}, {"rows_known", rows_known},
            {"warnings", warnings}, {"chunks", chunks}, {"chunks_repeated", chunks_repeated}, {"stopped", stopped},
            {"problems", std::move(problems)}};
}

}  // namespace khuyenhoc::people
