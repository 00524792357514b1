#include "app/extras.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <set>

namespace khuyenhoc::app {

namespace {

std::string parameter(const http::Request& request, std::string_view name) {
    for (const auto& [key, value] : request.query)
        if (key == name) return value;
    return {};
}

std::string last_part(const std::string& path) { return path.substr(path.rfind('/') + 1); }

/// A route's answer: what was found, or the refusal of it.
http::Response answered(const Program& program, const http::Request& request, const Result<json::value>& result, int status = 200) {
    if (!result) return http::refused_response(result.error(), program.capabilities, request);
    return http::json_response(*result, status);
}

/// What `jobs` says of one, which is null when there is no such job.
Result<json::value> known_job(json::value said) {
    if (said.is_null()) return refuse("app.no_job", "job");
    return said;
}

/// An upload while it is imported: a file without a name, so that even a program killed meanwhile leaves nobody's data
/// behind.
class TemporaryFile {
public:
    explicit TemporaryFile(std::string_view bytes) {
        auto name = (std::filesystem::temp_directory_path() / "khuyenhoc-upload-XXXXXX").string();
        file_ = ::mkostemp(name.data(), O_CLOEXEC);
        if (file_ < 0) return;
        ::unlink(name.c_str());
        path_ = fmt::format("/proc/self/fd/{}", file_);
        while (!bytes.empty()) {
            const auto written = ::write(file_, bytes.data(), bytes.size());
            if (written <= 0) break;
            bytes.remove_prefix(static_cast<std::size_t>(written));
        }
        whole_ = bytes.empty();
    }
    ~TemporaryFile() {
        if (file_ >= 0) ::close(file_);
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    const std::string& path() const { return path_; }
    bool whole() const { return whole_; }

private:
    int file_ = -1;
    std::string path_;
    bool whole_ = false;
};

/// Rows with problems, as the file has them: for the importer, who mends them in the page.
json::value cells_to_mend(const people::ImportReport& report, const std::string& path, const people::ImportOptions& options) {
    std::set<std::int64_t> rows;
    for (const auto& problem : report.first_problems)
        if (problem.severity != people::Severity::known) rows.insert(problem.row);
    auto found = people::rows_to_mend(path, options, {rows.begin(), rows.end()});
    return found ? json::value(std::move(*found)) : json::value();
}

/// POST /api/upload/people/look?sheet=: the body is the register; says what its columns are and changes nothing.
Result<json::value> look_at_upload(const http::Request& request) {
    const TemporaryFile file(request.body);
    if (!file.whole()) return refuse("app.file_not_writable");
    auto looked = people::look_at_register(file.path(), parameter(request, "sheet"), parameter(request, "lang"));
    if (!looked) return std::unexpected(looked.error());
    return json::value(std::move(*looked));
}

/// POST /api/upload/people?on=&dry_run=1&stop_on_error=1&sheet=&columns=: the body is the register; answers the job that
/// reads it.
Result<json::value> start_import(Program& program, Jobs& jobs, const http::Request& request) {
    people::ImportOptions options;
    options.province = home_province;
    options.dry_run = parameter(request, "dry_run") == "1";
    options.stop_on_error = parameter(request, "stop_on_error") == "1";
    options.sheet = parameter(request, "sheet");
    options.columns = parameter(request, "columns");
    if (options.columns.size() > 400) return refuse("people.bad_columns", "columns");
    const std::string on = parameter(request, "on");
    const auto day = on.empty() ? std::optional(today_in_vietnam()) : parse_date(on);
    if (!day) return refuse("app.bad_option", "on");
    options.on = *day;
    auto file = std::make_shared<TemporaryFile>(request.body);
    if (!file->whole()) return refuse("app.file_not_writable");
    const std::string language = parameter(request, "lang") == "en" ? "en" : "vi";
    auto job = jobs.start([&program, file, options, language](const TellProgress& tell) -> Result<json::value> {
        auto report = people::import_register(program.journal, *program.store, *program.places.atlas(), program.keys,
                                              file->path(), options, tell);
        if (!report) return std::unexpected(report.error());
        auto said = report->to_json(language);
        if (auto cells = cells_to_mend(*report, file->path(), options); !cells.is_null()) said["once"] = std::move(cells);
        return json::value(std::move(said));
    });
    if (!job) return std::unexpected(job.error());
    return json::value(json::object{{"job", std::move(*job)}});
}

/// POST /api/upload/boundaries?on=: the body is GeoJSON or TopoJSON; says what it would bring and changes nothing.
Result<json::value> look_at_boundaries(Program& program, const http::Request& request) {
    const std::string on = parameter(request, "on");
    const auto day = on.empty() ? std::optional(today_in_vietnam()) : parse_date(on);
    if (!day) return refuse("app.bad_option", "on");
    static std::mutex one_at_a_time;  // a file of 30 MB takes ten times that while it is read
    std::lock_guard lock(one_at_a_time);
    auto looked = places::look_at_boundaries(*program.places.atlas(), home_province, *day, request.body);
    if (!looked) return std::unexpected(looked.error());
    return json::value(std::move(*looked));
}

/// POST /api/upload/evidence?year=&kind=&subject_id=&id=: the body is the photo or paper; the command of that id keeps it.
Result<json::value> keep_evidence(Program& program, const http::Request& request) {
    const auto number = [&](std::string_view name) -> json::value {
        const auto text = parameter(request, name);
        std::int64_t value = 0;
        const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
        return end.ec == std::errc{} && end.ptr == text.data() + text.size() ? json::value(value) : json::value(text);
    };
    auto body = program.recognition.receive_evidence(request.body);
    if (!body) return std::unexpected(body.error());
    (*body)["year"] = number("year");
    (*body)["kind"] = parameter(request, "kind");
    (*body)["subject_id"] = number("subject_id");
    const auto id = parameter(request, "id");
    const auto outcome = program.journal.execute(
        {id.empty() ? random_uuid() : id, "recognition.add_evidence", home_province, "officer", std::move(*body)});
    if (!outcome.answer) return std::unexpected(outcome.answer.error());
    return json::value(json::object{{"seq", outcome.seq}, {"repeated", outcome.repeated}, {"answer", *outcome.answer}});
}

}  // namespace

http::Extras extras_of(Program& program, Jobs& jobs) {
    http::Extras extras;
    const auto upload = [&](const http::Request& request) {
        return answered(program, request, start_import(program, jobs, request), 202);
    };
    const auto evidence = [&](const http::Request& request) { return answered(program, request, keep_evidence(program, request)); };
    const auto look = [&](const http::Request& request) { return answered(program, request, look_at_upload(request)); };
    const auto boundaries = [&](const http::Request& request) {
        return answered(program, request, look_at_boundaries(program, request));
    };
    const auto take = [&](const http::Request& request) {
        return answered(program, request, known_job(jobs.take(last_part(request.path))));
    };
    const auto state = [&](const http::Request& request) {
        return answered(program, request, known_job(jobs.state(last_part(request.path))));
    };
    const auto cancel = [&](const http::Request& request) {
        const bool is_known = jobs.cancel(last_part(request.path));
        return answered(program, request, known_job(is_known ? json::value(json::object{{"cancelling", true}}) : json::value()));
    };
    const auto about = [&](const http::Request&) {
        const auto campaign = program.recognition.campaign(newest_campaign(program));
        return http::json_response(json::object{{"name", "Khuyenhoc"}, {"version", std::string(version)},
                                                {"province", home_province},
                                                {"synthetic", campaign.has_value() && campaign->synthetic}});
    };
    extras.raw = {{"POST", "/api/upload/people", "Imports a register (CSV or XLSX as the body); answers a job.", upload},
                  {"POST", "/api/upload/evidence", "Keeps a photo or PDF (the body, up to 5 MB) as evidence of an assessment.", evidence},
                  {"POST", "/api/upload/people/look", "What the columns of a register are (CSV or XLSX as the body); changes nothing.", look},
                  {"POST", "/api/upload/boundaries", "What boundaries a file has (GeoJSON or TopoJSON as the body); changes nothing.", boundaries},
                  {"POST", "/api/jobs/take/", "The rows to mend that an import found, for who sent them: given once.", take},
                  {"GET", "/api/jobs/", "The state of a job.", state},
                  {"POST", "/api/jobs/cancel/", "Cancels a job.", cancel},
                  {"GET", "/api/about", "Name, version, and whether the people are synthetic.", about}};
    extras.events = {{"/api/events/", "Progress of a job.", [&](const http::Request& request, const http::SendEvent& send) {
                          jobs.follow(last_part(request.path), send);
                      }}};
    return extras;
}

}  // namespace khuyenhoc::app
