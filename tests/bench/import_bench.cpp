// Imports a CIN-like XML file into an empty hub, and writes the same bytes straight into SQLite in
// the same run: in a row a record, and in as many rows as the import left behind. Each in a process
// of its own, so that time and resident memory are its own.
//   import_bench TRELLIS HUB_FOLDER CONNECTION FILE RECORDS [REPEATS]
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include <fmt/core.h>

#include "hub/store/database.hpp"

namespace {

namespace fs = std::filesystem;
constexpr int rows_per_commit = 2048;  // as the importer commits

struct Cost {
  double seconds = 0;
  double processor_seconds = 0;
  long resident_kib = 0;
  int exit_code = 0;
};

Cost measure(const std::function<int()>& work) {
  const auto began = std::chrono::steady_clock::now();
  const pid_t child = fork();
  if (child == 0) _exit(work());
  int status = 0;
  rusage usage{};
  wait4(child, &status, 0, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  Cost cost;
  cost.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  cost.processor_seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime);
  cost.resident_kib = usage.ru_maxrss;
  cost.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
  return cost;
}

int write_straight(const std::string& input, const std::string& database_file, std::int64_t rows) {
  auto database = trellis::store::Database::open(database_file);
  if (!database.ok()) return 1;
  trellis::store::Database& target = **database;
  if (!target.run("CREATE TABLE raw (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL)").ok()) return 1;
  std::ifstream file(input, std::ios::binary);
  const auto size = static_cast<std::int64_t>(fs::file_size(input));
  std::string row;
  for (std::int64_t i = 0; i < rows; ++i) {
    if (i % rows_per_commit == 0 && !target.begin().ok()) return 1;
    row.resize(static_cast<std::size_t>(size * (i + 1) / rows - size * i / rows));
    file.read(row.data(), static_cast<std::streamsize>(row.size()));
    if (!target.run("INSERT INTO raw (bytes) VALUES ($1)", {trellis::store::Blob{row}}).ok())
      return 1;
    if ((i % rows_per_commit == rows_per_commit - 1 || i == rows - 1) && !target.commit().ok())
      return 1;
  }
  return 0;
}

// All rows of a hub's database.
std::int64_t rows_left(const std::string& database_file) {
  auto database = trellis::store::Database::open(database_file);
  if (!database.ok()) return 0;
  const auto tables = (*database)->rows("SELECT name FROM sqlite_master WHERE type = 'table'");
  std::int64_t rows = 0;
  for (std::size_t i = 0; tables.ok() && i < tables->size(); ++i) {
    const auto count = (*database)->row("SELECT count(*) FROM " + (*tables)[i].text(0));
    if (count.ok() && *count) rows += (*count)->whole(0);
  }
  return rows;
}

int import(char** words) {
  const std::string hub = words[2];
  freopen("/dev/null", "w", stdout);
  execl(words[1], "trellis", "--quiet", "--hub", hub.c_str(), "import", words[3], words[4],
        nullptr);
  return 127;
}

Cost best(std::vector<Cost> costs) {
  return *std::min_element(costs.begin(), costs.end(),
                           [](const Cost& a, const Cost& b) { return a.seconds < b.seconds; });
}

void print(const char* what, const Cost& cost, std::int64_t records, std::uintmax_t bytes) {
  fmt::print(
      "{:<10} {:6.2f} s  {:6.2f} CPU s  {:9.0f} records/s  {:6.1f} MiB/s  {:6.1f} MiB resident\n",
      what, cost.seconds, cost.processor_seconds, static_cast<double>(records) / cost.seconds,
      static_cast<double>(bytes) / 1048576 / cost.seconds,
      static_cast<double>(cost.resident_kib) / 1024);
}

}  // namespace

int main(int count, char** words) {
  if (count < 6) {
    fmt::print(stderr, "import_bench TRELLIS HUB_FOLDER CONNECTION FILE RECORDS [REPEATS]\n");
    return 64;
  }
  const std::string data = std::string(words[2]) + "/data";
  const std::int64_t records = std::stoll(words[5]);
  const int repeats = count > 6 ? std::stoi(words[6]) : 3;
  std::vector<Cost> straight, in_as_many_rows, imported;
  std::int64_t rows = 0;
  for (int i = 0; i < repeats; ++i) {
    fs::remove_all(data);
    imported.push_back(measure([&] { return import(words); }));
    rows = rows_left(data + "/trellis.db");
    for (auto* costs : {&straight, &in_as_many_rows}) {
      fs::remove_all(data);
      fs::create_directories(data);
      const std::int64_t to_write = costs == &straight ? records : rows;
      costs->push_back(
          measure([&] { return write_straight(words[4], data + "/raw.db", to_write); }));
    }
    if (straight.back().exit_code != 0 || imported.back().exit_code != 0 ||
        in_as_many_rows.back().exit_code != 0 || rows == 0) {
      fmt::print(stderr, "a run failed: straight {}, import {}\n", straight.back().exit_code,
                 imported.back().exit_code);
      return 1;
    }
  }
  const auto bytes = fs::file_size(words[4]);
  fmt::print("{} records, {:.1f} MiB, best of {} runs\n", records,
             static_cast<double>(bytes) / 1048576, repeats);
  print("straight", best(straight), records, bytes);
  print("as many", best(in_as_many_rows), records, bytes);
  print("import", best(imported), records, bytes);
  fmt::print("ratio {:.2f} to a row a record, {:.2f} to {} rows (goal at least 0.20)\n",
             best(straight).seconds / best(imported).seconds,
             best(in_as_many_rows).seconds / best(imported).seconds, rows);
  return 0;
}
