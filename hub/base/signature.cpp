#include "hub/base/signature.hpp"

#include <cassert>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <new>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hub/base/hex.hpp"

namespace trellis {
namespace {

struct Release {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using Key = std::unique_ptr<EVP_PKEY, Release>;
using File = std::unique_ptr<std::FILE, Release>;

std::unique_ptr<EVP_MD_CTX, Release> context() {
  std::unique_ptr<EVP_MD_CTX, Release> made(EVP_MD_CTX_new());
  if (!made) throw std::bad_alloc();
  return made;
}

const unsigned char* begin_of(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

// What would hang on a passphrase is no key of ours.
int no_passphrase(char*, int, int, void*) { return 0; }

}  // namespace

Result<PublicKey> PublicKey::parse(std::string_view hex) {
  std::array<std::uint8_t, 32> bytes{};
  if (!from_hex(hex, bytes)) return Error{Fault::invalid, "a public key has 64 hexadecimal digits"};
  return PublicKey(bytes);
}

bool PublicKey::verifies(std::string_view bytes, const Signature& signature) const {
  const Key key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_.data(), bytes_.size()));
  if (!key) return false;
  const auto verifying = context();
  return EVP_DigestVerifyInit(verifying.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(verifying.get(), signature.data(), signature.size(), begin_of(bytes),
                          bytes.size()) == 1;
}

std::string PublicKey::hex() const { return to_hex(bytes_); }

struct SigningKey::State {
  Key key;
};

SigningKey::SigningKey(std::unique_ptr<State> state) : state_(std::move(state)) {}
SigningKey::SigningKey(SigningKey&&) noexcept = default;
SigningKey& SigningKey::operator=(SigningKey&&) noexcept = default;
SigningKey::~SigningKey() = default;

SigningKey SigningKey::make() {
  Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  if (!key) throw std::bad_alloc();
  return SigningKey(std::make_unique<State>(State{std::move(key)}));
}

Result<SigningKey> SigningKey::read(const std::string& path) {
  const Place place{path, 0, 0, {}};
  const int opened = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (opened < 0)
    return errno == ENOENT
               ? Error{Fault::not_found, "there is no signing key here", place}
               : Error{Fault::unavailable, "this user cannot read the signing key", place};
  const File file(::fdopen(opened, "r"));
  struct stat status {};
  if (::fstat(opened, &status) != 0 || !S_ISREG(status.st_mode))
    return Error{Fault::invalid, "the signing key must be a file", place};
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return Error{Fault::forbidden,
                 "the signing key may be read by others than its owner: chmod 600", place};
  Key key(PEM_read_PrivateKey(file.get(), nullptr, no_passphrase, nullptr));
  if (!key || EVP_PKEY_get_id(key.get()) != EVP_PKEY_ED25519)
    return Error{Fault::invalid,
                 "this is no Ed25519 private key in PEM without a passphrase: "
                 "openssl genpkey -algorithm ed25519 makes one",
                 place};
  return SigningKey(std::make_unique<State>(State{std::move(key)}));
}

Status SigningKey::write(const std::string& path) const {
  const Place place{path, 0, 0, {}};
  const int made = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (made < 0 && errno == EEXIST)
    return Error{Fault::conflict, "there is a file of this name already", place};
  if (made < 0) return Error{Fault::unavailable, "the signing key cannot be written there", place};
  const File file(::fdopen(made, "w"));
  const bool is_written = PEM_write_PKCS8PrivateKey(file.get(), state_->key.get(), nullptr, nullptr,
                                                    0, nullptr, nullptr) == 1 &&
                          std::fflush(file.get()) == 0 && ::fsync(made) == 0;
  if (is_written) return done();
  ::unlink(path.c_str());
  return Error{Fault::unavailable, "the signing key cannot be written there: is the disk full?",
               place};
}

PublicKey SigningKey::public_key() const {
  std::array<std::uint8_t, 32> bytes{};
  std::size_t size = bytes.size();
  const int got = EVP_PKEY_get_raw_public_key(state_->key.get(), bytes.data(), &size);
  assert(got == 1 && size == bytes.size());
  static_cast<void>(got);
  return PublicKey(bytes);
}

Signature SigningKey::sign(std::string_view bytes) const {
  const auto signing = context();
  Signature signature{};
  std::size_t size = signature.size();
  if (EVP_DigestSignInit(signing.get(), nullptr, nullptr, nullptr, state_->key.get()) != 1 ||
      EVP_DigestSign(signing.get(), signature.data(), &size, begin_of(bytes), bytes.size()) != 1)
    throw std::bad_alloc();
  return signature;
}

}  // namespace trellis
