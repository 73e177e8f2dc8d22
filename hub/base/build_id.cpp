#include "hub/base/build_id.hpp"

#include <cstddef>
#include <cstring>
#include <elf.h>
#include <link.h>
#include <string_view>

namespace trellis {
namespace {

std::string_view id_in_notes(const char* at, std::size_t size) {
  using namespace std::string_view_literals;
  const auto padded = [](std::size_t length) { return (length + 3) / 4 * 4; };
  while (size >= sizeof(ElfW(Nhdr))) {
    ElfW(Nhdr) note;
    std::memcpy(&note, at, sizeof note);
    const std::size_t whole = sizeof note + padded(note.n_namesz) + padded(note.n_descsz);
    if (whole > size) return {};
    const std::string_view name(at + sizeof note, note.n_namesz);
    if (note.n_type == NT_GNU_BUILD_ID && name == "GNU\0"sv)
      return {at + sizeof note + padded(note.n_namesz), note.n_descsz};
    at += whole;
    size -= whole;
  }
  return {};
}

int read_program(dl_phdr_info* program, std::size_t, void* id) {
  for (std::size_t i = 0; i < program->dlpi_phnum; ++i) {
    const ElfW(Phdr)& part = program->dlpi_phdr[i];
    if (part.p_type != PT_NOTE) continue;
    const auto* const notes = reinterpret_cast<const char*>(program->dlpi_addr + part.p_vaddr);
    const std::string_view found = id_in_notes(notes, part.p_memsz);
    if (!found.empty()) *static_cast<std::string*>(id) = found;
  }
  return 1;  // the program itself comes first, its libraries after it
}

}  // namespace

std::string build_id() {
  std::string id;
  dl_iterate_phdr(read_program, &id);
  return id;
}

}  // namespace trellis
