import { defineMethodNotAllowed } from '../../http/api-handler'

export default defineMethodNotAllowed('POST')
