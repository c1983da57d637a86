ALTER TABLE `connection` ADD `spentToken` text;--> statement-breakpoint
ALTER TABLE `connection` ADD `spentSince` integer;--> statement-breakpoint
ALTER TABLE `connection` ADD `uncertainSince` integer;