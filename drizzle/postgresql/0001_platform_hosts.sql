CREATE TABLE "platformClient" (
	"id" text PRIMARY KEY NOT NULL,
	"platform" text NOT NULL,
	"host" text NOT NULL,
	"clientId" text NOT NULL,
	"clientSecret" text NOT NULL,
	"redirectUri" text NOT NULL,
	"scopes" text NOT NULL,
	"createdAt" timestamp with time zone NOT NULL,
	CONSTRAINT "platformClient_platform_host_unique" UNIQUE("platform","host")
);
--> statement-breakpoint
ALTER TABLE "connection" ADD COLUMN "host" text;