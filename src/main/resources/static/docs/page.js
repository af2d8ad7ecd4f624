SwaggerUIBundle({
  url: "/openapi.yaml",
  dom_id: "#swagger-ui",
  deepLinking: true,
  // Would ask a validator on another host.
  validatorUrl: null,
});
