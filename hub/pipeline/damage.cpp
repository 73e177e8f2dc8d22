#include "hub/pipeline/damage.hpp"

namespace trellis::pipeline {
namespace {

constexpr std::string_view beginning = "a stored record is damaged";

}  // namespace

Error damaged_record(RecordId record, VersionId version, std::string_view connection) {
  return {Fault::invalid,
          std::string(beginning) + " (record " + to_string(record) + ", version " +
              to_string(version) + " of connection " + std::string(connection) +
              "), so that nothing is shown of what it belongs to: trellis store verify names all "
              "such records; then import the source again"};
}

bool tells_of_damage(const Error& error) { return error.message.starts_with(beginning); }

}  // namespace trellis::pipeline
