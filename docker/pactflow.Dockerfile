# PactFlow itself, unchanged. docker-compose.pactflow.yml lays it over the simulator, and a compose overlay can change
# what an image is built from but cannot take the building away.
FROM quay.io/pactflow/enterprise
