@okta:import
Feature: Everyone is imported
  Okta reads everybody, page by page, and takes whoever is missing for removed.

  Background:
    Given PactFlow is connected

  Rule: an import finds everybody once

    @needs:control
    Scenario Outline: <Because>
      Given PactFlow already has <Count> people
      When Okta imports everyone
      Then Okta finds <Count> people
      And PactFlow is only read

      Examples:
        | Count | Because                        |
        | 0     | nobody is there                |
        | 1     | one person                     |
        | 99    | a page is not quite full       |
        | 100   | a page is exactly full         |
        | 101   | one person is on a second page |
        | 250   | three pages                    |

    @DEC-11
    Scenario: inactive people are imported too
      Given Ada, Grace and Alan are assigned in Okta
      And Okta has deactivated Grace
      When Okta imports everyone
      Then Okta finds Ada, Grace and Alan

  @needs:control
  Rule: an import reads only whom PactFlow shows

    Scenario: people without a sign-in name are listed by what they have
      Given PactFlow already has these people
        | person |
        | Ada    |
      When Okta imports everyone
      Then Okta finds Ada
      And nothing changes in PactFlow
