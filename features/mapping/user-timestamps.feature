@needs:clock
Feature: When something was created and changed
  PactFlow's times in whole seconds, in UTC. They cannot be written.

  @MAP-U11 @MAP-U12
  Rule: a person's times are PactFlow's

    Scenario: creation and change
      Given PactFlow is connected
      And today is 2026-03-01
      When Okta assigns Ada
      Then Okta reads Ada back with
        | meta.created      | 2026-03-01T09:00:00Z |
        | meta.lastModified | 2026-03-01T09:00:00Z |
        | meta.resourceType | User                 |

    Scenario: a change moves only the time of the last change
      Given PactFlow is connected
      And today is 2026-03-01
      And Ada is assigned in Okta
      And today is 2026-04-01
      When Okta changes Ada to
        | name.familyName | King |
      Then Okta reads Ada back with
        | meta.created      | 2026-03-01T09:00:00Z |
        | meta.lastModified | 2026-04-01T09:00:00Z |

    Scenario: times that are sent are ignored
      Given PactFlow is connected
      And today is 2026-03-01
      When Okta assigns Ada with
        | meta.created      | 1999-12-31T00:00:00Z |
        | meta.lastModified | 1999-12-31T00:00:00Z |
      Then Okta reads Ada back with
        | meta.created | 2026-03-01T09:00:00Z |
      And the only changes in PactFlow are
        | +users | 1 |

  @MAP-G03 @MAP-G04
  Rule: a team's times are PactFlow's

    Scenario: creation
      Given PactFlow is connected
      And today is 2026-03-01
      When Okta pushes the group 'Payments' with nobody
      Then Okta reads the group 'Payments' back with
        | meta.created      | 2026-03-01T09:00:00Z |
        | meta.lastModified | 2026-03-01T09:00:00Z |
        | meta.resourceType | Group                |
