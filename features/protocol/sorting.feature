@wire @rfc7644-3.4.2.3 @needs:alone
Feature: Sorting
  A client may ask for an order. Without one, PactFlow's own is kept.

  Background:
    Given PactFlow is connected
    And Grace, Ada and Barbara are assigned in Okta

  Rule: people come in the order that was asked for

    Scenario Outline: <Because>
      When an identity provider sends
        """
        GET /Users?<Query>
        """
      Then the answer is
        """
        200

        {"totalResults":3,"Resources":[<Order>]}
        """

      Examples:
        | Query                                          | Order                                            | Because                          |
        | count=10                                       | {"id":"{Grace}"},{"id":"{Ada}"},{"id":"{Barbara}"} | PactFlow's order                 |
        | sortBy=userName                                | {"id":"{Ada}"},{"id":"{Barbara}"},{"id":"{Grace}"} | by sign-in name                  |
        | sortBy=userName&sortOrder=descending           | {"id":"{Grace}"},{"id":"{Barbara}"},{"id":"{Ada}"} | by sign-in name, backwards       |
        | sortBy=name.familyName                         | {"id":"{Grace}"},{"id":"{Barbara}"},{"id":"{Ada}"} | by family name                   |
        | sortBy=USERNAME&sortOrder=Ascending            | {"id":"{Ada}"},{"id":"{Barbara}"},{"id":"{Grace}"} | in any case                      |
        | sortBy=userName&startIndex=2&count=1           | {"id":"{Barbara}"}                               | a page of it                     |
