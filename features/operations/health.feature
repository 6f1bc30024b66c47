@wire @needs:control
Feature: Health
  An orchestrator asks whether the process lives and whether requests should be sent to it, without a token.

  Rule: a service whose PactFlow answers is live and ready

    Scenario Outline: <Because>
      Given PactFlow is connected
      When an operator sends
        """
        GET <Path>
        """
      Then the answer is
        """
        200

        <Body>
        """

      Examples:
        | Path                        | Body            | Because                               |
        | /health/live                | UP              | it lives                              |
        | /health/ready               | UP              | it is ready                           |
        | /actuator/health            | {"status":"UP"} | probes made for Spring Boot           |
        | /actuator/health/liveness   | {"status":"UP"} | such a probe of whether it lives      |
        | /actuator/health/readiness  | {"status":"UP"} | such a probe of whether it is ready   |

  @needs:faults @needs:settings
  Rule: without PactFlow it is not ready, but it need not be started again

    Scenario Outline: <Because>
      Given PactFlow is connected with these settings
        | PACTFLOW_CONNECT_TIMEOUT | 1s |
      And PactFlow is down
      When an operator sends
        """
        GET <Path>
        """
      Then the answer is
        """
        <Status>

        <Body>
        """

      Examples:
        | Path                        | Status | Body              | Because                               |
        | /health/live                | 200    | UP                | it lives                              |
        | /health/ready               | 503    | DOWN              | it is not ready                       |
        | /actuator/health            | 503    | {"status":"DOWN"} | probes made for Spring Boot           |
        | /actuator/health/liveness   | 200    | {"status":"UP"}   | such a probe of whether it lives      |
        | /actuator/health/readiness  | 503    | {"status":"DOWN"} | such a probe of whether it is ready   |

  @needs:settings
  Rule: health is not found where identity providers are served, if it has a port of its own

    Scenario Outline: <Path>
      Given PactFlow is connected with these settings
        | MANAGEMENT_SERVER_PORT | 0 |
      When an operator sends
        """
        GET <Path>
        """
      Then Okta is refused because 'there is nothing at this address'

      Examples:
        | Path             |
        | /health/live     |
        | /health/ready    |
        | /actuator/health |
        | /metrics         |
