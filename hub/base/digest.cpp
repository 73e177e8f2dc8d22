#include "hub/base/digest.hpp"

#include <memory>
#include <openssl/evp.h>

#include "hub/base/memory.hpp"

namespace trellis {

namespace {

struct Release {
  void operator()(EVP_MD* method) const { EVP_MD_free(method); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

// Finding the method costs more than a short digest: once for each thread.
EVP_MD_CTX* fresh_context() {
  thread_local const std::unique_ptr<EVP_MD, Release> method(
      EVP_MD_fetch(nullptr, "SHA256", nullptr));
  thread_local const std::unique_ptr<EVP_MD_CTX, Release> context(EVP_MD_CTX_new());
  if (!method || !context || EVP_DigestInit_ex2(context.get(), method.get(), nullptr) != 1)
    out_of_memory();
  return context.get();
}

}  // namespace

Digest sha256(std::string_view bytes) {
  EVP_MD_CTX* context = fresh_context();
  Digest digest{};
  if (EVP_DigestUpdate(context, bytes.data(), bytes.size()) != 1 ||
      EVP_DigestFinal_ex(context, digest.data(), nullptr) != 1)
    out_of_memory();
  return digest;
}

std::string hex(const Digest& digest) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(digest.size() * 2);
  for (const std::uint8_t byte : digest) {
    text.push_back(digits[byte >> 4]);
    text.push_back(digits[byte & 0xF]);
  }
  return text;
}

}  // namespace trellis
