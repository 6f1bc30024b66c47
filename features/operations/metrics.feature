@wire @needs:control
Feature: Metrics
  What a monitoring system reads, without a token. Nobody's name is in it.

  Background:
    Given PactFlow is connected

  Rule: what identity providers ask is counted, by whom and what came of it

    Scenario: a look-up
      When Okta looks for 'ada@acme.io'
      And an operator sends
        """
        GET /metrics
        """
      Then the answer is
        """
        200
        Content-Type: application/openmetrics-text; version=1.0.0; charset=utf-8

        # TYPE scim_requests counter
        scim_requests_total{route="/Users",method="GET",status="200",provider="okta"} …
        # TYPE scim_request_duration_seconds histogram
        # TYPE scim_request_pactflow_calls histogram
        scim_requests_in_flight 0
        """

    Scenario: a refusal
      Given the token is unknown
      When Okta looks for 'ada@acme.io'
      And an operator sends
        """
        GET /metrics
        """
      Then the answer is
        """
        200

        scim_requests_total{route="/Users",method="GET",status="401",provider="okta"} …
        """

  Rule: calls to PactFlow are counted, and what becomes of them

    Scenario: a look-up
      When Okta looks for 'ada@acme.io'
      And an operator sends
        """
        GET /metrics
        """
      Then the answer is
        """
        200

        # TYPE pactflow_calls counter
        pactflow_calls_total{endpoint="/admin/users",method="GET",outcome="ok"} …
        # TYPE pactflow_call_duration_seconds histogram
        pactflow_calls_in_flight 0
        pactflow_breaker{state="closed"} 1
        """

  @needs:faults @needs:settings
  Rule: trouble with PactFlow shows

    Scenario: it is asked again, and then left alone for a while
      Given PactFlow is connected with these settings
        | PACTFLOW_RETRIES          | 1 |
        | PACTFLOW_BREAKER_FAILURES | 2 |
      And PactFlow answers 503 to the next 2 requests
      When Okta looks for 'ada@acme.io'
      And an operator sends
        """
        GET /metrics
        """
      Then the answer is
        """
        200

        pactflow_retries_total 1
        pactflow_breaker{state="open"} 1
        pactflow_breaker_opened_total 1
        """
