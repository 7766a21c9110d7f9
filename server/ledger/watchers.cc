#include "server/ledger/watchers.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "server/base/check.h"
#include "server/ledger/refusals.h"

namespace assent::ledger {

class Watchers::Registration final : public Watch {
 public:
  Registration(Watchers& watchers, std::string assembly, Notify notify)
      : watchers_(watchers), assembly_(std::move(assembly)), notify_(std::move(notify)) {}
  ~Registration() override { watchers_.Remove(*this); }

  void Arm(int64_t after_sequence) override { watchers_.Arm(*this, after_sequence); }

 private:
  friend class Watchers;

  Watchers& watchers_;
  const std::string assembly_;
  Notify notify_;  // called by the teller alone
  // Guarded by the mutex of `watchers_`.
  int64_t after_ = 0;
  bool armed_ = false;
  bool in_call_ = false;
};

Watchers::Watchers(storage::EventStore& store) : store_(store), thread_([this] { Work(); }) {}

Watchers::~Watchers() {
  {
    absl::MutexLock lock(&mutex_);
    ending_ = true;
  }
  thread_.join();
  absl::flat_hash_map<std::string, Topic> topics;
  {
    absl::MutexLock lock(&mutex_);
    topics.swap(topics_);
  }
  for (auto& [assembly, topic] : topics) {
    ASSENT_CHECK(topic.watches.empty(), "a watch outlives the ledger");
    for (Waiter& waiter : topic.waiters) std::move(waiter.done)(error::ShuttingDown());
  }
}

std::unique_ptr<Watch> Watchers::Add(const std::string& assembly, Notify notify) {
  auto watch = std::make_unique<Registration>(*this, assembly, std::move(notify));
  absl::MutexLock lock(&mutex_);
  topics_[assembly].watches.insert(watch.get());
  return watch;
}

void Watchers::Remove(Registration& watch) {
  absl::MutexLock lock(&mutex_);
  const auto idle = [&watch] { return !watch.in_call_; };
  mutex_.Await(absl::Condition(&idle));
  topics_[watch.assembly_].watches.erase(&watch);
  ForgetIfIdle(watch.assembly_);
}

void Watchers::Arm(Registration& watch, int64_t after) {
  {
    absl::MutexLock lock(&mutex_);
    watch.after_ = after;
    watch.armed_ = true;
    if (topics_[watch.assembly_].durable > after) {
      news_.insert(watch.assembly_);
      return;
    }
  }
  Ask(watch.assembly_);
}

void Watchers::Wait(const std::string& assembly, int64_t sequence, absl::Time deadline, Done done) {
  // The store's word first: most reads ask for what has long been there.
  if (static_cast<int64_t>(store_.LastSequence(assembly).value_or(0)) >= sequence) {
    return std::move(done)(absl::OkStatus());
  }
  {
    absl::MutexLock lock(&mutex_);
    topics_[assembly].waiters.push_back({sequence, deadline, std::move(done)});
  }
  Ask(assembly);
}

void Watchers::Ask(const std::string& assembly) {
  const absl::StatusOr<uint64_t> last = store_.LastSequence(assembly);
  if (last.ok()) Grew(assembly, static_cast<int64_t>(*last));
}

void Watchers::Grew(absl::string_view assembly, int64_t durable_sequence) {
  absl::MutexLock lock(&mutex_);
  const auto found = topics_.find(assembly);
  if (found == topics_.end()) return;
  Topic& topic = found->second;
  if (durable_sequence <= topic.durable) return;
  topic.durable = durable_sequence;
  news_.insert(found->first);
}

// Everybody looks once more, and finds that there is nothing to see.
void Watchers::Gone(absl::string_view assembly) {
  absl::MutexLock lock(&mutex_);
  const auto found = topics_.find(assembly);
  if (found == topics_.end()) return;
  found->second.durable = std::numeric_limits<int64_t>::max();
  news_.insert(found->first);
}

void Watchers::Expire(absl::Time now) {
  std::list<Waiter> expired;
  {
    absl::MutexLock lock(&mutex_);
    std::vector<std::string> assemblies;
    for (auto& [assembly, topic] : topics_) {
      if (!topic.waiters.empty()) assemblies.push_back(assembly);
    }
    for (const std::string& assembly : assemblies) {
      std::list<Waiter>& waiters = topics_[assembly].waiters;
      for (auto waiter = waiters.begin(); waiter != waiters.end();) {
        const auto next = std::next(waiter);
        if (waiter->deadline <= now) expired.splice(expired.end(), waiters, waiter);
        waiter = next;
      }
      ForgetIfIdle(assembly);
    }
  }
  for (Waiter& waiter : expired) {
    std::move(waiter.done)(error::SequenceNotReached(waiter.sequence));
  }
}

void Watchers::ForgetIfIdle(const std::string& assembly) {
  const auto found = topics_.find(assembly);
  if (found == topics_.end()) return;
  if (found->second.watches.empty() && found->second.waiters.empty()) topics_.erase(found);
}

void Watchers::Work() {
  while (true) {
    absl::flat_hash_set<std::string> news;
    {
      absl::MutexLock lock(&mutex_);
      const auto ready = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
        return !news_.empty() || ending_;
      };
      mutex_.Await(absl::Condition(&ready));
      if (ending_) return;
      news.swap(news_);
    }
    for (const std::string& assembly : news) Tell(assembly);
  }
}

void Watchers::Tell(const std::string& assembly) {
  std::list<Waiter> reached;
  std::vector<Registration*> armed;
  int64_t durable = 0;
  {
    absl::MutexLock lock(&mutex_);
    const auto found = topics_.find(assembly);
    if (found == topics_.end()) return;
    durable = found->second.durable;
    armed = TakeArmed(found->second);
    reached = TakeReached(found->second);
    ForgetIfIdle(assembly);
  }
  for (Waiter& waiter : reached) std::move(waiter.done)(absl::OkStatus());
  for (Registration* watch : armed) {
    watch->notify_(durable);
    absl::MutexLock lock(&mutex_);
    watch->in_call_ = false;
  }
}

std::vector<Watchers::Registration*> Watchers::TakeArmed(Topic& topic) {
  std::vector<Registration*> armed;
  for (Registration* watch : topic.watches) {
    if (!watch->armed_ || watch->after_ >= topic.durable) continue;
    watch->armed_ = false;
    watch->in_call_ = true;  // from here on it may not go away
    armed.push_back(watch);
  }
  return armed;
}

std::list<Watchers::Waiter> Watchers::TakeReached(Topic& topic) {
  std::list<Waiter> reached;
  for (auto waiter = topic.waiters.begin(); waiter != topic.waiters.end();) {
    const auto next = std::next(waiter);
    if (waiter->sequence <= topic.durable) reached.splice(reached.end(), topic.waiters, waiter);
    waiter = next;
  }
  return reached;
}

}  // namespace assent::ledger
