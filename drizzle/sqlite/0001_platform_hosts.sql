CREATE TABLE `platformClient` (
	`id` text PRIMARY KEY NOT NULL,
	`platform` text NOT NULL,
	`host` text NOT NULL,
	`clientId` text NOT NULL,
	`clientSecret` text NOT NULL,
	`redirectUri` text NOT NULL,
	`scopes` text NOT NULL,
	`createdAt` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `platformClient_platform_host_unique` ON `platformClient` (`platform`,`host`);--> statement-breakpoint
ALTER TABLE `connection` ADD `host` text;