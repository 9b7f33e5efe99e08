// The question of a lesson, to be answered before playing: one choice is right, and the reason is said either way.
import { render } from "preact";
import { useState } from "preact/hooks";
import type { Words } from "#src/words/words";

/** As the API tells it; `answer` counts the choices from 0. */
export interface Question {
	text: string;
	choices: string[];
	answer: number;
	because: string;
}

interface Props {
	words: Words;
	question: Question;
}

function Asked({ words, question }: Props) {
	const [chosen, choose] = useState<number | null>(null);
	const { text, choices, answer, because } = question;
	const right = chosen === answer;
	const mark = (choice: number) =>
		chosen === null ? null : choice === answer ? "right" : choice === chosen ? "wrong" : null;
	return (
		<fieldset class="td-question">
			<legend>
				<span class="td-question-when">{words.say("ui.lesson.question")}</span> {text}
			</legend>
			{choices.map((choice, number) => (
				<label key={choice} class="td-answer" data-mark={mark(number)}>
					<input type="radio" name="td-question" checked={chosen === number} onChange={() => choose(number)} />
					<span>{choice}</span>
				</label>
			))}
			<p role="status" class="td-verdict-said" data-right={chosen === null ? null : right}>
				{chosen !== null && (
					<>
						<strong>
							{right ? words.say("ui.lesson.right") : words.say("ui.lesson.wrong", { answer: choices[answer] ?? "" })}
						</strong>{" "}
						{because} {words.say("ui.lesson.play")}
					</>
				)}
			</p>
		</fieldset>
	);
}

/** Asks `question` in `root`. */
export function ask(root: HTMLElement, words: Words, question: Question): void {
	render(<Asked words={words} question={question} />, root);
}
