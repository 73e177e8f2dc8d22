#include "hub/formats/row_store.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <unistd.h>
#include <unordered_map>

namespace trellis::formats {
namespace {

constexpr std::size_t part_count = 32;
constexpr unsigned most_levels =
    4;  // beyond it one subject holds most rows, and parting does not help
constexpr std::size_t row_overhead = sizeof(StoredRow) + 64;

Error no_room() {
  return {Fault::unavailable,
          "the temporary folder (TMPDIR) cannot hold the tables' rows; make room there"};
}

struct FileClose {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, FileClose>;

// A file without a name: it is gone when it is closed, even by a crash.
File open_unlinked() {
  const char* folder = std::getenv("TMPDIR");
  std::string name = std::string(folder && *folder ? folder : P_tmpdir) + "/trellis-rows-XXXXXX";
  const int descriptor = ::mkstemp(name.data());
  if (descriptor < 0) return nullptr;
  ::unlink(name.c_str());
  return File(::fdopen(descriptor, "w+b"));
}

struct Head {
  std::uint32_t table, source;
  std::uint64_t line, key_size, row_size;
};

}  // namespace

class RowStore::Part {
 public:
  Status add(const StoredRow& row) {
    if (!file_) file_ = open_unlinked();
    if (!file_) return no_room();
    const Head head{row.table, row.source, row.line, row.key.size(), row.bytes.size()};
    const bool is_written =
        std::fwrite(&head, sizeof head, 1, file_.get()) == 1 &&
        std::fwrite(row.key.data(), 1, row.key.size(), file_.get()) == row.key.size() &&
        std::fwrite(row.bytes.data(), 1, row.bytes.size(), file_.get()) == row.bytes.size();
    if (!is_written) return no_room();
    return done();
  }

  Status rewind() {
    if (!file_) return done();
    if (std::fflush(file_.get()) != 0 || std::fseek(file_.get(), 0, SEEK_SET) != 0)
      return no_room();
    return done();
  }

  // False at the end.
  Result<bool> read(StoredRow& row) {
    Head head{};
    if (!file_ || std::fread(&head, sizeof head, 1, file_.get()) != 1) return false;
    row.table = head.table;
    row.source = head.source;
    row.line = head.line;
    row.key.resize(head.key_size);
    row.bytes.resize(head.row_size);
    const bool is_read =
        std::fread(row.key.data(), 1, row.key.size(), file_.get()) == row.key.size() &&
        std::fread(row.bytes.data(), 1, row.bytes.size(), file_.get()) == row.bytes.size();
    if (!is_read)
      return Error{Fault::unavailable, "a temporary file of the tables' rows cannot be read again"};
    return true;
  }

  void close() { file_.reset(); }

 private:
  File file_;
};

RowStore::RowStore(std::size_t most_in_memory, unsigned level)
    : most_in_memory_(most_in_memory), level_(level) {}
RowStore::~RowStore() = default;

// FNV-1a, begun anew at each level so that one part's keys spread again.
std::size_t RowStore::part_of(std::string_view key) const {
  std::uint64_t hash = 14695981039346656037u + level_ * 0x9E3779B97F4A7C15u;
  for (const char c : key) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return static_cast<std::size_t>((hash ^ (hash >> 32)) % part_count);
}

Status RowStore::add(StoredRow row) {
  if (!parts_.empty()) return parts_[part_of(row.key)]->add(row);
  held_ += row.key.size() + row.bytes.size() + row_overhead;
  rows_.push_back(std::move(row));
  return held_ > most_in_memory_ && level_ < most_levels ? spill() : done();
}

Status RowStore::spill() {
  for (std::size_t i = 0; i < part_count; ++i) parts_.push_back(std::make_unique<Part>());
  for (const auto& row : rows_) TRELLIS_TRY(parts_[part_of(row.key)]->add(row));
  rows_ = {};
  held_ = 0;
  return done();
}

Status RowStore::visit_rows(const Visit& visit) {
  std::unordered_map<std::string, std::size_t> places;
  std::vector<std::vector<StoredRow>> subjects;
  for (auto& row : rows_) {
    const auto [found, is_new] = places.emplace(row.key, subjects.size());
    if (is_new) subjects.emplace_back();
    subjects[found->second].push_back(std::move(row));
  }
  rows_ = {};
  for (const auto& subject : subjects) TRELLIS_TRY(visit(subject));
  return done();
}

Status RowStore::visit_part(Part& part, const Visit& visit) {
  TRELLIS_TRY(part.rewind());
  RowStore inner(most_in_memory_, level_ + 1);
  while (true) {
    StoredRow row;
    TRELLIS_LET(auto has_row, part.read(row));
    if (!has_row) break;
    TRELLIS_TRY(inner.add(std::move(row)));
  }
  part.close();
  return inner.for_each_subject(visit);
}

Status RowStore::for_each_subject(const Visit& visit) {
  if (parts_.empty()) return visit_rows(visit);
  for (const auto& part : parts_) TRELLIS_TRY(visit_part(*part, visit));
  return done();
}

}  // namespace trellis::formats
