// Serving: the API from the tables, the pages, imports as jobs with progress; stops in order on SIGTERM and SIGINT,
// reads its certificate anew on SIGHUP and when the files change.
#include <fmt/format.h>
#include <pthread.h>

#include <csignal>
#include <cstdlib>
#include <thread>

#include "accounts/read_log.h"
#include "app/extras.h"
#include "app/jobs.h"
#include "app/no_core.h"
#include "app/pages.h"
#include "app/passphrase.h"
#include "app/print.h"
#include "app/program.h"
#include "app/rollups.h"
#include "app/sign_in.h"
#include "app/sign_in_elsewhere.h"
#include "app/upkeep.h"
#include "app/verbs.h"
#include "http/routes.h"

namespace khuyenhoc::app {

namespace {

/// How often the certificate's files are looked at, and from when on its end is warned of.
constexpr int look_seconds = 5;
constexpr int warned_days = 14;

/// SIGTERM and SIGINT end the service politely; a second one ends it at once. With TLS, SIGHUP reads the certificate anew.
class Signals {
public:
    explicit Signals(bool with_tls) {
        sigemptyset(&signals_);
        sigaddset(&signals_, SIGTERM);
        sigaddset(&signals_, SIGINT);
        if (with_tls) sigaddset(&signals_, SIGHUP);
        pthread_sigmask(SIG_BLOCK, &signals_, nullptr);  // before any thread starts, so that all inherit it
    }
    void watch(http::Server& server) {
        watcher_ = std::thread([this, &server] {
            wait_for_end(server);
            if (ended_) return;
            server.stop();
            wait_for_end(server);
            if (!ended_) std::_Exit(130);
        });
    }
    ~Signals() {
        ended_ = true;
        if (!watcher_.joinable()) return;
        pthread_kill(watcher_.native_handle(), SIGTERM);
        watcher_.join();
    }

private:
    void wait_for_end(http::Server& server) {
        const timespec patience{look_seconds, 0};
        while (true) {
            const int signal = sigtimedwait(&signals_, nullptr, &patience);
            if (signal == SIGTERM || signal == SIGINT) return;
            if (const auto news = server.look_at_certificate(signal == SIGHUP)) fmt::print(stderr, "{}\n", news->sentence);
            warn_of_end(server);
        }
    }
    void warn_of_end(const http::Server& server) {
        const auto days = server.certificate_days_left();
        if (days && *days < warned_days && *days != warned_) fmt::print(stderr, "The certificate ends in {} days.\n", *days);
        warned_ = days.value_or(warned_);
    }

    sigset_t signals_{};
    int warned_ = -1;
    std::thread watcher_;
    std::atomic<bool> ended_ = false;
};

http::Listening listening_of(const ServeOptions& options) {
    return {.at = options.listen,
            .certificate = options.certificate,
            .certificate_key = options.certificate_key,
            .names = options.names,
            .behind_proxy = options.behind_proxy,
            .proxies = options.proxies};
}

/// Whether this machine alone is served: nobody else may sign in without a password. A proxy here brings others.
bool is_local(const ServeOptions& options) {
    const std::string& listen = options.listen;
    return !options.behind_proxy && options.names.empty() &&
           (listen.starts_with("127.") || listen.starts_with("localhost:") || listen.starts_with("[::1]:"));
}

/// What is typed into a browser.
std::string address_of(const ServeOptions& options, int port) {
    const bool is_tls = !options.certificate.empty() || options.behind_proxy;
    const std::string host = options.names.empty() ? options.listen.substr(0, options.listen.rfind(':')) : options.names.front();
    const bool is_usual = options.behind_proxy || (is_tls && port == 443);
    return fmt::format("{}://{}{}", is_tls ? "https" : "http", host, is_usual ? std::string() : fmt::format(":{}", port));
}

}  // namespace

int serve(const Common& common, const ServeOptions& options) {
    forbid_core_dumps(options.core_dumps);
    Signals signals(!options.certificate.empty());
    auto opened = open_program(common.db, common.key, true, passphrase_from(common.key_passphrase_file, common.language));
    if (!opened) return print_early_refusal(opened.error(), common.language);
    Program& program = **opened;
    program.accounts.pace().set(options.pace);
    std::unique_ptr<Elsewhere> elsewhere;
    try {
        elsewhere = elsewhere_of(options);
    } catch (const std::runtime_error& error) {
        fmt::print(stderr, "serve: {}\n", error.what());
        return 2;
    }
    Jobs jobs([&](const Refusal& refusal) { return json::value(describe(refusal, program.capabilities, common.language)); });
    auto handler = http::routes(program.capabilities, program.journal, *program.store, extras_of(program, jobs, is_local(options) && is_demo(program), elsewhere.get()));
    handler.files = static_pages();
    std::unique_ptr<http::Server> listening;
    try {
        listening = std::make_unique<http::Server>(listening_of(options), std::move(handler));
    } catch (const std::runtime_error& error) {  // a sentence for whoever started it
        fmt::print(stderr, "serve: {}\n", error.what());
        return 2;
    }
    http::Server& server = *listening;
    // The year people work in is read before the first of them asks; a first question meanwhile waits for it.
    std::thread warm([&] {
        try {
            (void)program.recognition.load(newest_campaign(program));
        } catch (const std::exception& error) {
            fmt::print(stderr, "the population could not be loaded: {}\n", error.what());
        }
    });
    accounts::ReadLog readings(*program.store, common.key.empty() ? usual_key_path(common.db) : common.key, program.accounts.reason_key());
    program.accounts.note_readings_in(&readings);
    const Rollups rollups(program);
    const Upkeep upkeep(program);
    signals.watch(server);
    const std::string address = address_of(options, server.port());
    fmt::print(stderr, "Khuyenhoc {} on {}\n", version, address);
    print_first_link(program, address);
    server.run();
    warm.join();
    program.accounts.note_readings_in(nullptr);
    return 0;
}

}  // namespace khuyenhoc::app
