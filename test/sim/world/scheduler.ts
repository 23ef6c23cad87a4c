export { Scheduler } from '../../../src/app/simulate/scheduler.ts';
