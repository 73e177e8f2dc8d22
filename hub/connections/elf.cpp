#include "hub/connections/elf.hpp"

#include <algorithm>
#include <cstring>
#include <elf.h>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string_view>

namespace trellis::connections {
namespace {

#if defined(__x86_64__)
constexpr Elf64_Half own_machine = EM_X86_64;
#elif defined(__aarch64__)
constexpr Elf64_Half own_machine = EM_AARCH64;
#elif defined(__riscv)
constexpr Elf64_Half own_machine = EM_RISCV;
#else
#error "name this machine's ELF number here"
#endif

constexpr std::uint64_t max_library_bytes = std::uint64_t{1} << 30;

// The file's bytes with every access checked: the file may be hostile.
class Image {
 public:
  explicit Image(std::string bytes) : bytes_(std::move(bytes)) {}

  template <typename T>
  std::optional<T> at(std::uint64_t offset) const {
    if (offset > bytes_.size() || bytes_.size() - offset < sizeof(T)) return std::nullopt;
    T value;
    std::memcpy(&value, bytes_.data() + offset, sizeof(T));
    return value;
  }
  std::string text(std::uint64_t offset) const {
    if (offset >= bytes_.size()) return {};
    const std::size_t end = bytes_.find('\0', static_cast<std::size_t>(offset));
    if (end == std::string::npos) return {};
    return bytes_.substr(static_cast<std::size_t>(offset), end - static_cast<std::size_t>(offset));
  }
  std::uint64_t size() const { return bytes_.size(); }

 private:
  std::string bytes_;
};

std::string machine_name(Elf64_Half machine) {
  switch (machine) {
    case EM_X86_64:
      return "x86-64";
    case EM_386:
      return "32-bit x86";
    case EM_AARCH64:
      return "ARM 64";
    case EM_ARM:
      return "ARM 32";
    case EM_RISCV:
      return "RISC-V";
    default:
      return "machine " + std::to_string(machine);
  }
}

Result<Elf64_Ehdr> check_header(const Image& image, const std::string& file) {
  const auto header = image.at<Elf64_Ehdr>(0);
  if (!header || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0)
    return Error{Fault::invalid, file + " is not a shared library"};
  if (header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_ident[EI_DATA] != ELFDATA2LSB ||
      header->e_machine != own_machine)
    return Error{Fault::invalid, file + " was built for " + machine_name(header->e_machine) +
                                     "; this hub needs one built for " + machine_name(own_machine)};
  if (header->e_type != ET_DYN || header->e_shentsize != sizeof(Elf64_Shdr))
    return Error{Fault::invalid, file + " is not a shared library: build it with -shared"};
  return *header;
}

bool is_exported(const Elf64_Sym& symbol) {
  const auto binding = ELF64_ST_BIND(symbol.st_info);
  const auto visibility = ELF64_ST_VISIBILITY(symbol.st_other);
  return symbol.st_shndx != SHN_UNDEF && symbol.st_shndx != SHN_ABS && symbol.st_name != 0 &&
         binding != STB_LOCAL && (visibility == STV_DEFAULT || visibility == STV_PROTECTED);
}

template <typename T, typename Each>
void for_each(const Image& image, const Elf64_Shdr& section, Each each) {
  for (std::uint64_t at = 0; at + sizeof(T) <= section.sh_size; at += sizeof(T)) {
    const auto entry = image.at<T>(section.sh_offset + at);
    if (!entry) return;
    each(*entry);
  }
}

}  // namespace

Result<SharedObject> inspect_library(const std::string& file) {
  std::error_code fault;
  if (!std::filesystem::exists(file, fault))
    return Error{Fault::not_found, "there is no file " + file};
  const std::uint64_t size = std::filesystem::file_size(file, fault);
  if (fault || !std::filesystem::is_regular_file(file, fault) || size > max_library_bytes)
    return Error{Fault::invalid, file + " is not a shared library"};
  std::ifstream stream(file, std::ios::binary);
  std::string bytes(static_cast<std::size_t>(size), '\0');
  if (!stream.read(bytes.data(), static_cast<std::streamsize>(size)))
    return Error{Fault::forbidden, "the hub's user may not read " + file};

  const Image image(std::move(bytes));
  TRELLIS_LET(const auto header, check_header(image, file));
  SharedObject object;
  for (unsigned i = 0; i < header.e_shnum; ++i) {
    const auto section = image.at<Elf64_Shdr>(header.e_shoff + i * sizeof(Elf64_Shdr));
    if (!section || (section->sh_type != SHT_DYNSYM && section->sh_type != SHT_DYNAMIC)) continue;
    const auto names = image.at<Elf64_Shdr>(header.e_shoff + section->sh_link * sizeof(Elf64_Shdr));
    if (!names) continue;
    if (section->sh_type == SHT_DYNSYM)
      for_each<Elf64_Sym>(image, *section, [&](const Elf64_Sym& symbol) {
        if (is_exported(symbol))
          object.exported.push_back(image.text(names->sh_offset + symbol.st_name));
      });
    else
      for_each<Elf64_Dyn>(image, *section, [&](const Elf64_Dyn& entry) {
        if (entry.d_tag == DT_NEEDED)
          object.needed.push_back(image.text(names->sh_offset + entry.d_un.d_val));
      });
  }
  std::sort(object.exported.begin(), object.exported.end());
  return object;
}

}  // namespace trellis::connections
