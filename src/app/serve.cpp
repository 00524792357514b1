// Serving: the API from the tables, the pages, imports as jobs with progress; stops gracefully on SIGTERM and SIGINT.
#include <fmt/format.h>
#include <pthread.h>

#include <csignal>
#include <cstdlib>
#include <thread>

#include "app/extras.h"
#include "app/jobs.h"
#include "app/pages.h"
#include "app/print.h"
#include "app/program.h"
#include "app/rollups.h"
#include "app/verbs.h"
#include "http/routes.h"

namespace khuyenhoc::app {

namespace {

/// SIGTERM and SIGINT end the service politely; a second one ends it at once.
class StopOnSignal {
public:
    StopOnSignal() {
        sigemptyset(&signals_);
        sigaddset(&signals_, SIGTERM);
        sigaddset(&signals_, SIGINT);
        pthread_sigmask(SIG_BLOCK, &signals_, nullptr);  // before any thread starts, so that all inherit it
    }
    void watch(http::Server& server) {
        watcher_ = std::thread([this, &server] {
            int signal = 0;
            sigwait(&signals_, &signal);
            if (!ended_) server.stop();
            if (ended_) return;
            sigwait(&signals_, &signal);
            if (!ended_) std::_Exit(130);
        });
    }
    ~StopOnSignal() {
        ended_ = true;
        if (!watcher_.joinable()) return;
        pthread_kill(watcher_.native_handle(), SIGTERM);
        watcher_.join();
    }

private:
    sigset_t signals_{};
    std::thread watcher_;
    std::atomic<bool> ended_ = false;
};

}  // namespace

int serve(const Common& common, const ServeOptions& options) {
    StopOnSignal signals;
    auto opened = open_program(common.db, common.key, true);
    if (!opened) return print_early_refusal(opened.error(), common.language);
    Program& program = **opened;
    Jobs jobs([&](const Refusal& refusal) { return json::value(describe(refusal, program.capabilities, common.language)); });
    auto handler = http::routes(program.capabilities, program.journal, *program.store, extras_of(program, jobs));
    handler.files = static_pages();
    std::unique_ptr<http::Server> listening;
    try {
        listening = std::make_unique<http::Server>(options.listen, std::move(handler));
    } catch (const std::runtime_error& error) {  // a sentence for whoever started it
        fmt::print(stderr, "--listen: {}\n", error.what());
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
    const Rollups rollups(program);
    signals.watch(server);
    fmt::print(stderr, "Khuyenhoc {} on http://{}\n", version, options.listen.substr(0, options.listen.rfind(':')) + ":" + std::to_string(server.port()));
    server.run();
    warm.join();
    return 0;
}

}  // namespace khuyenhoc::app
