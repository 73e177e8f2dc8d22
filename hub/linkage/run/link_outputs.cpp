#include "hub/linkage/run/link_outputs.hpp"

#include <filesystem>
#include <utility>

#include <fmt/core.h>

#include "hub/formats/inert_cell.hpp"
#include "hub/linkage/truth.hpp"

namespace trellis::linkage {
namespace {

namespace fs = std::filesystem;

Error cannot_write(const std::string& path) {
  return {Fault::unavailable, "the file cannot be written: check its folder and the disk",
          Place{path, 0, 0, {}}};
}

bool is_same_file(const std::string& one, const std::string& other) {
  std::error_code none;
  return fs::weakly_canonical(one, none) == fs::weakly_canonical(other, none);
}

// What would be lost if all of them were written.
Status refuse_overwriting(const std::vector<std::string>& outputs,
                          const std::vector<std::string>& inputs) {
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    for (std::size_t other = 0; other < i; ++other)
      if (is_same_file(outputs[i], outputs[other]))
        return Error{Fault::invalid, "two results would go to one file",
                     Place{outputs[i], 0, 0, {}}};
    for (const std::string& input : inputs)
      if (is_same_file(outputs[i], input))
        return Error{Fault::invalid, "the result would overwrite what is read",
                     Place{outputs[i], 0, 0, {}}};
  }
  return done();
}

std::string levels_of(const Comparer& comparer, Pattern pattern) {
  std::string levels;
  for (std::size_t f = 0; f < comparer.features().size(); ++f) {
    const unsigned level = level_in(pattern, f);
    if (level == 0) continue;
    if (!levels.empty()) levels += "; ";
    levels.append(comparer.features()[f].name).append(": ").append(comparer.level_name(f, level));
  }
  return levels;
}

}  // namespace

OutputFile::OutputFile(std::string path)
    : path_(std::move(path)), file_(path_ + ".part", std::ios::binary) {}

Result<OutputFile> OutputFile::open(const std::string& path) {
  std::error_code none;
  OutputFile file(path);
  if (!file.file_ || fs::is_directory(path, none)) return cannot_write(path);
  return file;
}

OutputFile::~OutputFile() {
  if (file_.is_open()) discard();
}

void OutputFile::discard() {
  file_.close();
  std::error_code none;
  fs::remove(path_ + ".part", none);
}

Status OutputFile::finish() {
  file_.close();
  std::error_code failure;
  if (file_) fs::rename(path_ + ".part", path_, failure);
  if (file_ && !failure) return done();
  discard();
  return cannot_write(path_);
}

Result<LinkOutputs> LinkOutputs::open(const LinkOptions& options) {
  const std::string report = options.report.empty() ? "" : options.report + "/index.html";
  LinkOutputs outputs;
  const std::pair<const std::string*, std::optional<OutputFile>*> wanted[] = {
      {&options.out, &outputs.clusters},
      {&options.pairs, &outputs.pairs},
      {&options.questions, &outputs.questions},
      {&report, &outputs.report}};
  std::vector<std::string> paths;
  for (const auto& [path, file] : wanted)
    if (!path->empty()) paths.push_back(*path);
  std::vector<std::string> read = options.inputs;
  for (const std::string* path : {&options.fields, &options.labels})
    if (!path->empty()) read.push_back(*path);
  TRELLIS_TRY(refuse_overwriting(paths, read));
  std::error_code none;  // told by what is opened in it
  if (!report.empty()) fs::create_directories(options.report, none);
  for (const auto& [path, file] : wanted) {
    if (path->empty()) continue;
    auto opened = OutputFile::open(*path);
    if (!opened.ok()) return std::move(opened).error();
    file->emplace(std::move(opened).value());
  }
  return outputs;
}

Status write_clusters(OutputFile& out, const LinkRows& rows, const Linked& linked) {
  std::string text = "file,row,record_id,cluster_id\n";
  std::vector<std::string> files;
  for (const std::string& file : rows.files) files.push_back(formats::inert_cell(file));
  for (std::size_t i = 0; i < rows.row.size(); ++i) {
    text.append(files[rows.file[i]]).append(",").append(std::to_string(rows.row[i])).append(",");
    text.append(formats::inert_cell(rows.id[i])).append(",");
    text.append(std::to_string(linked.clusters[i] + 1)).append("\n");
    if (text.size() < (std::size_t{1} << 20)) continue;
    out.stream() << text;
    text.clear();
  }
  out.stream() << text;
  return out.finish();
}

Status write_pairs(OutputFile& out, const LinkRows& rows, const Linker& linker,
                   const Linked& linked) {
  out.stream() << "file_a,row_a,record_id_a,file_b,row_b,record_id_b,probability,bits,class,"
                  "same_cluster,key,levels\n";
  for (const Edge& edge : linked.edges) {
    if (probability(edge.bits) < 0.01) continue;
    const auto name = [&](std::uint32_t r) {
      return formats::inert_cell(rows.files[rows.file[r]]) + "," + std::to_string(rows.row[r]) +
             "," + formats::inert_cell(rows.id[r]);
    };
    const Pattern pattern = linker.comparer().compare(edge.a, edge.b);
    out.stream() << name(edge.a) << ',' << name(edge.b) << ','
                 << fmt::format("{:.6f},{:.2f},", probability(edge.bits), edge.bits)
                 << to_string(linker.likeliest(edge)) << ','
                 << (linked.clusters[edge.a] == linked.clusters[edge.b] ? "yes" : "no") << ','
                 << formats::inert_cell(linker.key_of(edge.a, edge.b)) << ','
                 << formats::inert_cell(levels_of(linker.comparer(), pattern)) << '\n';
  }
  return out.finish();
}

}  // namespace trellis::linkage
