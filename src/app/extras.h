// What the API offers beside the tables' lines: uploads, jobs and their events, templates, the program's name and version.
#pragma once

#include "app/jobs.h"
#include "app/program.h"
#include "http/routes.h"

namespace khuyenhoc::app {

/// The program and its jobs must outlive the routes. `offers_demo`: see sign_in.h.
http::Extras extras_of(Program& program, Jobs& jobs, bool offers_demo);

}  // namespace khuyenhoc::app
