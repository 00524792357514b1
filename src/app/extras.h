// What the API offers beside the tables' lines: uploads, jobs and their events, templates, the program's name and version.
#pragma once

#include "app/jobs.h"
#include "app/program.h"
#include "http/routes.h"

namespace khuyenhoc::app {

/// Both references must outlive the routes.
http::Extras extras_of(Program& program, Jobs& jobs);

}  // namespace khuyenhoc::app
