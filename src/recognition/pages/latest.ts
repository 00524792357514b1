// Questions asked faster than they are answered: one is on its way at a time, and of those that wait only the newest is asked.

export class Latest<Question, Answer> {
  #waiting: Question | undefined;
  #busy = false;

  constructor(
    private readonly ask: (question: Question) => Promise<Answer>,
    private readonly told: (answer: Answer, question: Question) => void,
    private readonly failed: (error: unknown) => void = () => {},
  ) {}

  put(question: Question): void {
    this.#waiting = question;
    if (!this.#busy) void this.#run();
  }

  async #run(): Promise<void> {
    this.#busy = true;
    while (this.#waiting !== undefined) {
      const question = this.#waiting;
      this.#waiting = undefined;
      try {
        this.told(await this.ask(question), question);
      } catch (error) {
        this.failed(error);
      }
    }
    this.#busy = false;
  }
}
