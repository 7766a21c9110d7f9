#ifndef ASSENT_TESTS_E2E_KITCHEN_H_
#define ASSENT_TESTS_E2E_KITCHEN_H_

#include <memory>
#include <string>
#include <vector>

#include "assent/v1/assembly_service.pb.h"
#include "assent/v1/member_service.pb.h"
#include "assent/v1/position_service.pb.h"
#include "assent/v1/proposal_service.pb.h"
#include "tests/e2e/caller.h"

namespace assent::test {

// assemblies/kitchen with the quick rules, founded over a channel, and its members. Whatever it
// needs and does not get stops the test program.
class Kitchen {
 public:
  // `members` people; the first, with the handle m0, is the founder.
  Kitchen(const std::shared_ptr<grpc::Channel>& channel, int members,
          const std::string& id = "kitchen", const std::string& rule = "quick_default");

  const std::string& name() const { return name_; }
  // Member i.
  const Caller& member(int i) const { return members_[i]; }
  const Caller& founder() const { return members_[0]; }

  // One more member.
  void Join(const std::string& handle);
  // A proposal of the founder that positions are asked for; its resource name.
  std::string Called(const std::string& title = "Open on Sundays");
  // A proposal that is discussed.
  std::string Introduced(const std::string& title = "Open on Sundays");
  std::string Drafted(const std::string& title = "Open on Sundays");

  Answer Take(const Caller& member, const std::string& proposal, v1::Stance stance,
              const std::string& request_id = "") const;

 private:
  std::string Create(const std::string& title, bool introduce);

  std::string name_;
  std::vector<Caller> members_;
  int written_ = 0;
};

}  // namespace assent::test

#endif  // ASSENT_TESTS_E2E_KITCHEN_H_
