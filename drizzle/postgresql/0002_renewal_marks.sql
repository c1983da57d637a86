ALTER TABLE "connection" ADD COLUMN "spentToken" text;--> statement-breakpoint
ALTER TABLE "connection" ADD COLUMN "spentSince" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "connection" ADD COLUMN "uncertainSince" timestamp with time zone;