#include "hub/app/frame/command.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <unistd.h>

#include <fmt/core.h>

#include "hub/app/frame/hub.hpp"
#include "hub/base/log.hpp"
#include "hub/base/visible.hpp"
#include "hub/formats/inert_cell.hpp"

namespace trellis::app {
namespace {

// Columns on a terminal: code points, near enough for names.
std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

void print_csv_row(const std::vector<std::string>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i)
    fmt::print("{}{}", i == 0 ? "" : ",",
               formats::inert_cell(text::visible(cells[i], text::LineEnds::kept)));
  fmt::print("\n");
}

void print_aligned(const Table& table) {
  std::vector<std::vector<std::string>> rows = table.rows;
  std::vector<std::size_t> widths;
  for (const std::string& column : table.columns) widths.push_back(width(column));
  for (auto& row : rows) {
    for (std::size_t i = 0; i < row.size() && i < widths.size(); ++i) {
      row[i] = text::visible(row[i]);
      widths[i] = std::max(widths[i], width(row[i]));
    }
  }

  const auto line = [&](const std::vector<std::string>& cells) {
    std::string out;
    for (std::size_t i = 0; i < cells.size() && i < widths.size(); ++i) {
      out += cells[i];
      if (i + 1 < cells.size()) out.append(widths[i] - width(cells[i]) + 2, ' ');
    }
    fmt::print("{}\n", out);
  };
  line(table.columns);
  for (const auto& row : rows) line(row);
}

formats::Json as_json(const Table& table) {
  formats::Json all = formats::Json::array();
  for (const auto& row : table.rows) {
    formats::Json item = formats::Json::object();
    for (std::size_t i = 0; i < row.size() && i < table.columns.size(); ++i)
      item.set(table.columns[i], row[i]);
    all.push(std::move(item));
  }
  return all;
}

Exit exit_for(Fault fault) {
  switch (fault) {
    case Fault::unavailable:
      return Exit::unreachable;
    case Fault::forbidden:
      return Exit::forbidden;
    case Fault::cancelled:
      return Exit::later;
    case Fault::invalid:
    case Fault::not_found:
    case Fault::conflict:
      break;
  }
  return Exit::failed;
}

std::string environment(const char* name, const char* fallback) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0' ? value : fallback;
}

// Clocks of one machine are slewed by less.
void tell_of_the_clock(const CommandContext& context, const Hub& hub) {
  const auto behind = std::chrono::duration_cast<std::chrono::seconds>(hub.clock_behind());
  if (behind < std::chrono::seconds(2)) return;
  log::warning("clock_behind", {{"seconds", std::to_string(behind.count())}});
  context.say(fmt::format(
      "the clock of this machine is {} seconds behind what is recorded already: times are recorded "
      "as of then, and go on from there; set the clock right",
      behind.count()));
}

}  // namespace

CommandContext::CommandContext()
    : hub_folder(environment("TRELLIS_HUB", ".")),
      no_colour(std::getenv("NO_COLOR") != nullptr),
      actor(environment("TRELLIS_ACTOR", environment("USER", "operator").c_str())) {}
CommandContext::~CommandContext() {
  try {
    finish();
  } catch (const std::exception&) {  // nobody reads what it says; the next command signs
  }
}

Result<Hub*> CommandContext::open() { return open(Gate::closed); }

void CommandContext::finish() {
  if (!hub_) return;
  if (const Status kept = hub_->finish(); !kept.ok()) {
    const Exit before = exit;
    fail(kept.error());
    exit = before == Exit::done ? Exit::partly : before;
  }
  hub_.reset();
}

Result<Hub*> CommandContext::open(Gate gate) {
  if (!hub_) {
    TRELLIS_LET(auto opened,
                Hub::open(hub_folder, gate, [this](std::string_view words) { say(words); }));
    hub_ = std::move(opened);
    for (const SwitchedOff& off : hub_->configuration().switched_off) {
      fmt::print(stderr, "trellis: the {} {} is switched off; see: trellis check. {}\n", off.what,
                 off.name, text::visible(to_string(summary_of(off.findings))));
    }
    tell_of_the_clock(*this, *hub_);
    if (gate == Gate::closed) TRELLIS_TRY(hub_->note_configuration(actor));
  }
  return hub_.get();
}

void CommandContext::print(const Table& table) const {
  if (is_structured()) return print(as_json(table));
  if (output == Output::csv) {
    print_csv_row(table.columns);
    for (const auto& row : table.rows) print_csv_row(row);
    return;
  }
  if (table.rows.empty()) return say("nothing to show");
  print_aligned(table);
}

void CommandContext::print(const formats::Json& value) const {
  if (output == Output::ndjson && value.is(formats::Json::Type::array)) {
    for (const formats::Json& item : value.items())
      fmt::print("{}\n", text::visible_json(item.dump()));
    return;
  }
  fmt::print("{}\n", text::visible_json(value.dump(output == Output::ndjson ? -1 : 2)));
}

void CommandContext::print(const std::string& text) const {
  fmt::print("{}\n", text::visible(text, text::LineEnds::kept));
}

void CommandContext::print_title(std::string_view text) const {
  const bool is_bold = !no_colour && output == Output::table && isatty(STDOUT_FILENO) != 0;
  fmt::print("{}{}{}\n", is_bold ? "\x1b[1m" : "", text::visible(text), is_bold ? "\x1b[0m" : "");
}

void CommandContext::say(std::string_view words) const {
  if (!quiet) fmt::print(stderr, "{}\n", text::visible(words, text::LineEnds::kept));
}

void CommandContext::fail(const Error& error) {
  fmt::print(stderr, "trellis: {}\n", text::visible(to_string(error)));
  exit = exit_for(error.fault);
}

void CommandContext::misuse(const Error& error) {
  fail(error);
  exit = Exit::usage;
}

struct Progress::State {
  std::string what;
  bool terminal = false;
  std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point shown = began;
  bool wrote = false;
};

Progress::Progress(const CommandContext& context, std::string what) {
  if (context.quiet) return;
  state_ = std::make_unique<State>();
  state_->what = text::visible(what);
  state_->terminal = isatty(STDERR_FILENO) != 0;
}

Progress::~Progress() {
  if (state_ && state_->wrote && state_->terminal) fmt::print(stderr, "\r\x1b[K");
}

void Progress::at(std::uint64_t count, std::uint64_t bytes_read, std::uint64_t bytes_total) {
  if (!state_) return;
  const auto now = std::chrono::steady_clock::now();
  const auto pause = state_->terminal ? std::chrono::milliseconds(200) : std::chrono::seconds(10);
  if (now - state_->shown < pause) return;
  state_->shown = now;
  state_->wrote = true;
  const double seconds = std::chrono::duration<double>(now - state_->began).count();
  std::string line = fmt::format("{}: {} records, {:.0f}/s", state_->what, count,
                                 static_cast<double>(count) / seconds);
  if (bytes_total > 0) line += fmt::format(", {}%", bytes_read * 100 / bytes_total);
  fmt::print(stderr, "{}{}{}", state_->terminal ? "\r\x1b[K" : "", line,
             state_->terminal ? "" : "\n");
  std::fflush(stderr);
}

}  // namespace trellis::app
