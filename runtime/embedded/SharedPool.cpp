//===- SharedPool.cpp - The process's thread pool -------------------------===//

#include "runtime/embedded/SharedPool.h"

#include <cstring>
#include <dlfcn.h>
#include <elf.h>
#include <link.h>

using namespace cnn::runtime::embedded;

// A program without a dynamic loader has none of these, and nothing to hold.
#pragma weak dladdr
#pragma weak dlopen
#pragma weak dlclose

//===----------------------------------------------------------------------===//
// This object's pool
//===----------------------------------------------------------------------===//

static ThreadPool ownPool;

static ThreadPool::Client &clientOf(void *client) {
  return *static_cast<ThreadPool::Client *>(client);
}

extern "C" {
// Only the note's assembly names it.
[[gnu::visibility("hidden"), gnu::used]] constinit SharedPool cnn_embedded_shared_pool = {
    {0},
    nullptr,
    [](uint32_t threads) -> void * { return ownPool.addClient(threads); },
    [](void *client, uint32_t threads) { return ownPool.setThreads(clientOf(client), threads); },
    [](void *client) { ownPool.removeClient(clientOf(client)); },
    [](void *client) { ownPool.beginCall(clientOf(client)); },
    [](void *client) { ownPool.endCall(clientOf(client)); },
    [](void *client, void *context, cnn_task task, int first, int count, uint8_t *closure) {
      return ownPool.parallelFor(clientOf(client), context, task, first, count, closure);
    },
    [] { return ownPool.threads(); }};
}

/// The note: sizes of name and description, version, name, and the distance from
/// the description to the pool.
static constexpr uint32_t interfaceVersion = 1;
asm(".pushsection .note.cnnc, \"a\", %note\n"
    ".balign 4\n"
    ".long 5, 8, 1\n"
    ".asciz \"cnnc\"\n"
    ".balign 4\n"
    ".quad cnn_embedded_shared_pool - .\n"
    ".popsection\n");

//===----------------------------------------------------------------------===//
// All objects' pools
//===----------------------------------------------------------------------===//

static uint32_t rounded(uint32_t bytes) { return (bytes + 3) & ~3u; }

/// Takes the pool of a note that is lent already.
static SharedPool *joinLent(const uint8_t *note, const uint8_t *end) {
  ElfW(Nhdr) header;
  for (; size_t(end - note) >= sizeof header; note += rounded(header.n_descsz)) {
    memcpy(&header, note, sizeof header);
    const uint8_t *name = note + sizeof header;
    note = name + rounded(header.n_namesz);
    int64_t distance;
    if (header.n_type != interfaceVersion || header.n_namesz != 5 ||
        header.n_descsz != sizeof distance || memcmp(name, "cnnc", 5) != 0)
      continue;
    memcpy(&distance, note, sizeof distance);
    auto *pool = reinterpret_cast<SharedPool *>(reinterpret_cast<intptr_t>(note) + distance);
    if (pool->users.load(std::memory_order_relaxed) != 0) {
      pool->users.fetch_add(1, std::memory_order_relaxed);
      return pool;
    }
  }
  return nullptr;
}

static int visitObject(dl_phdr_info *info, size_t, void *result) {
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr) &header = info->dlpi_phdr[i];
    auto *begin = reinterpret_cast<const uint8_t *>(info->dlpi_addr + header.p_vaddr);
    // With an alignment of 8 the notes have another form.
    if (header.p_type == PT_NOTE && header.p_align <= 4)
      if (SharedPool *pool = joinLent(begin, begin + header.p_memsz)) {
        *static_cast<SharedPool **>(result) = pool;
        return 1;
      }
  }
  return 0;
}

/// Runs `action` under the loader's lock, which is recursive: all objects share
/// it, and none can be unloaded meanwhile.
template <typename Action> static void whileObjectsStay(Action action) {
  dl_iterate_phdr(
      [](dl_phdr_info *, size_t, void *data) {
        (*static_cast<Action *>(data))();
        return 1;
      },
      &action);
}

/// Keeps this object in memory. Null for what is never unloaded: the program itself.
static void *holdObject() {
  Dl_info info;
  if (!dladdr || !dlopen || !dladdr(&cnn_embedded_shared_pool, &info))
    return nullptr;
  return dlopen(info.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
}

bool PoolShare::acquire(uint32_t threads) {
  void *object = holdObject();
  whileObjectsStay([&] {
    if (dl_iterate_phdr(visitObject, &pool))
      return;
    pool = &cnn_embedded_shared_pool;
    pool->users.store(1, std::memory_order_relaxed);
    pool->object = object;
    object = nullptr;
  });
  if (object)
    dlclose(object);
  limit = threads;
  client = pool->addClient(threads);
  return client;
}

void PoolShare::release() {
  if (!pool)
    return;
  if (client)
    pool->removeClient(client);
  void *object = nullptr;
  whileObjectsStay([&] {
    if (pool->users.fetch_sub(1, std::memory_order_relaxed) == 1)
      object = pool->object;
  });
  // The lender may end here. This code does not: it is of the caller's own
  // object, or of the lender in an application that still has that open.
  if (object)
    dlclose(object);
  pool = nullptr;
}

bool PoolShare::setThreads(uint32_t threads) {
  if (!pool->setThreads(client, threads))
    return false;
  limit = threads;
  return true;
}
