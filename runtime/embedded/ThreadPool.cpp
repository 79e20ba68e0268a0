//===- ThreadPool.cpp - Regions of parallel work --------------------------===//

#include "runtime/embedded/ThreadPool.h"
#include "runtime/embedded/Futex.h"
#include "runtime/embedded/ThreadPoolClient.h"

#include <climits>

using namespace cnn::runtime::embedded;

/// Takes the lowest free region, or returns -1.
int ThreadPool::acquireRegion() {
  uint32_t mask = taken.load(std::memory_order_relaxed);
  while (mask != 0xFFFFFFFF) {
    int index = __builtin_ctz(~mask);
    if (taken.compare_exchange_weak(mask, mask | 1u << index, std::memory_order_acquire))
      return index;
  }
  return -1;
}

/// Lets others see a region whose ticket is set, and wakes those who can help.
void ThreadPool::openRegion(unsigned index, Client &client, uint32_t count) {
  open.fetch_or(1u << index, std::memory_order_release);
  client.announce();
  opened.fetch_add(1, std::memory_order_seq_cst);
  if (sleepers.load(std::memory_order_seq_cst) == 0)
    return;
  uint32_t limit = client.threads.load(std::memory_order_relaxed);
  int wanted = int(count < limit ? count : limit) - 1;
  int room = int(threads()) - int(working.load(std::memory_order_relaxed));
  int helpers = (wanted < room ? wanted : room) - int(spinners.load(std::memory_order_relaxed));
  if (helpers > 0)
    futexWake(opened, helpers);
}

/// Works on a region of `client` until no index is left; returns whether it got any.
bool ThreadPool::joinRegion(Region &region, Client &client, bool asWorker) {
  // The first index: the region may end, and begin anew, under our hands.
  uint64_t ticket = region.ticket.load(std::memory_order_acquire);
  uint32_t count;
  void *context;
  cnn_task task;
  uint8_t *closure;
  int first;
  do {
    count = region.count.load(std::memory_order_acquire);
    if (uint32_t(ticket) >= count || region.client.load(std::memory_order_acquire) != &client)
      return false;
    context = region.context.load(std::memory_order_acquire);
    task = region.task.load(std::memory_order_acquire);
    closure = region.closure.load(std::memory_order_acquire);
    first = region.first.load(std::memory_order_acquire);
  } while (!region.ticket.compare_exchange_weak(ticket, ticket + 1, std::memory_order_acq_rel,
                                                std::memory_order_acquire));

  // While an index of ours is unfinished the region stays, so a plain addition
  // takes the following ones.
  uint32_t finished = 0;
  for (uint32_t index = uint32_t(ticket); index < count;
       index = uint32_t(region.ticket.fetch_add(1, std::memory_order_relaxed))) {
    if (region.status.load(std::memory_order_relaxed) == 0)
      if (int status = task(context, first + int(index), closure)) {
        int none = 0;
        region.status.compare_exchange_strong(none, status, std::memory_order_relaxed);
      }
    ++finished;
    if (asWorker && working.load(std::memory_order_relaxed) > threads())
      break; // a call has begun that needs this processor
  }
  if (region.unfinished.fetch_sub(finished, std::memory_order_seq_cst) == finished &&
      client.sleepers.load(std::memory_order_seq_cst) != 0)
    client.announce(); // the owner sleeps, perhaps among others
  return true;
}

/// A thread of a call works on the call's open regions; returns whether there
/// was anything to do.
bool ThreadPool::joinCall(Client &client) {
  bool worked = false;
  for (uint32_t mask = open.load(std::memory_order_acquire); mask != 0;) {
    int index = 31 - __builtin_clz(mask);
    mask &= ~(1u << index);
    worked |= joinRegion(regions[index], client, /*asWorker=*/false);
  }
  return worked;
}

/// Returns when a region of the call was opened since `client.news` was `seen`,
/// or when `own` is finished.
void ThreadPool::waitForCall(Client &client, uint32_t seen, const Region &own) {
  auto news = [&] {
    return client.news.load(std::memory_order_seq_cst) != seen ||
           own.unfinished.load(std::memory_order_seq_cst) == 0;
  };
  if (spinUntil(spinNanoseconds.load(std::memory_order_relaxed), news))
    return;
  client.sleepers.fetch_add(1, std::memory_order_seq_cst);
  while (!news())
    futexWait(client.news, seen);
  client.sleepers.fetch_sub(1, std::memory_order_relaxed);
}

int ThreadPool::parallelFor(Client &client, void *context, cnn_task task, int first, int count,
                            uint8_t *closure) {
  bool alone = count <= 1 || client.threads.load(std::memory_order_relaxed) <= 1;
  int index = alone ? -1 : acquireRegion();
  if (index < 0) {
    for (int i = 0; i < count; ++i)
      if (int status = task(context, first + i, closure))
        return status;
    return 0;
  }

  Region &region = regions[index];
  uint64_t epoch = (region.ticket.load(std::memory_order_relaxed) >> 32) + 1;
  region.ticket.store(epoch << 32 | closed, std::memory_order_relaxed);
  region.count.store(uint32_t(count), std::memory_order_release);
  region.client.store(&client, std::memory_order_release);
  region.first.store(first, std::memory_order_release);
  region.context.store(context, std::memory_order_release);
  region.task.store(task, std::memory_order_release);
  region.closure.store(closure, std::memory_order_release);
  region.status.store(0, std::memory_order_relaxed);
  region.unfinished.store(uint32_t(count), std::memory_order_relaxed);
  region.ticket.store((epoch + 1) << 32, std::memory_order_release);

  openRegion(unsigned(index), client, uint32_t(count));
  joinRegion(region, client, /*asWorker=*/false);
  open.fetch_and(~(1u << index), std::memory_order_relaxed);
  // Others may still be at it, and need help with regions inside their tasks.
  for (;;) {
    uint32_t seen = client.news.load(std::memory_order_acquire);
    if (region.unfinished.load(std::memory_order_acquire) == 0)
      break;
    if (!joinCall(client))
      waitForCall(client, seen, region);
  }
  int status = region.status.load(std::memory_order_relaxed);
  taken.fetch_and(~(1u << index), std::memory_order_release);
  return status;
}

void ThreadPool::beginCall(Client &client) {
  // A pool without workers has nothing to limit.
  client.counted = threads() > 1;
  if (client.counted)
    working.fetch_add(1, std::memory_order_seq_cst);
}

void ThreadPool::endCall(Client &client) {
  if (!client.counted)
    return;
  working.fetch_sub(1, std::memory_order_seq_cst);
  // This processor is free for a region that somebody else works on.
  if (open.load(std::memory_order_seq_cst) != 0) {
    opened.fetch_add(1, std::memory_order_seq_cst);
    if (sleepers.load(std::memory_order_seq_cst) != 0)
      futexWake(opened, 1);
  }
}

/// Counts an idle worker in, if both limits permit.
bool ThreadPool::admit(Client &client) {
  uint32_t helpers = client.helpers.load(std::memory_order_relaxed);
  do {
    if (helpers + 1 >= client.threads.load(std::memory_order_relaxed))
      return false;
  } while (!client.helpers.compare_exchange_weak(helpers, helpers + 1, std::memory_order_relaxed));
  uint32_t others = working.load(std::memory_order_seq_cst);
  do {
    if (others >= threads()) {
      client.helpers.fetch_sub(1, std::memory_order_relaxed);
      return false;
    }
  } while (!working.compare_exchange_weak(others, others + 1, std::memory_order_seq_cst));
  return true;
}

void ThreadPool::dismiss(Client &client) {
  client.helpers.fetch_sub(1, std::memory_order_relaxed);
  working.fetch_sub(1, std::memory_order_seq_cst);
}

/// An idle worker works on every open region where it may; returns whether
/// there was anything to do.
bool ThreadPool::helpClients() {
  bool worked = false;
  // Nested regions mostly have higher numbers; finishing them first frees the
  // tasks that wait for them.
  for (uint32_t mask = open.load(std::memory_order_acquire); mask != 0;) {
    int index = 31 - __builtin_clz(mask);
    mask &= ~(1u << index);
    Region &region = regions[index];
    uint64_t ticket = region.ticket.load(std::memory_order_acquire);
    Client *client = region.client.load(std::memory_order_acquire);
    if (uint32_t(ticket) >= region.count.load(std::memory_order_acquire) || !admit(*client))
      continue;
    worked |= joinRegion(region, *client, /*asWorker=*/true);
    dismiss(*client);
  }
  return worked;
}

/// Returns when something happened since `opened` was `seen`.
void ThreadPool::waitForRegions(uint32_t seen) {
  auto news = [&] { return opened.load(std::memory_order_seq_cst) != seen; };
  spinners.fetch_add(1, std::memory_order_relaxed);
  // While others need all processors, a spinning thread would take one from them.
  // It looks seldom, to leave that line of memory to those who write it.
  constexpr uint32_t slice = 2000;
  uint32_t left = spinNanoseconds.load(std::memory_order_relaxed);
  while (left > slice && working.load(std::memory_order_relaxed) < threads() && !spinUntil(slice, news))
    left -= slice;
  spinners.fetch_sub(1, std::memory_order_relaxed);
  if (news())
    return;
  sleepers.fetch_add(1, std::memory_order_seq_cst);
  while (!news())
    futexWait(opened, seen);
  sleepers.fetch_sub(1, std::memory_order_relaxed);
}

void *ThreadPool::workerMain(void *argument) {
  auto &pool = *static_cast<ThreadPool *>(argument);
  for (;;) {
    uint32_t seen = pool.opened.load(std::memory_order_acquire);
    if (pool.stopping.load(std::memory_order_relaxed))
      return nullptr;
    if (!pool.helpClients())
      pool.waitForRegions(seen);
  }
}
